/** The bundled description is 1 MB of JSON: nobody wants its literal type. */
declare module "@plinto/spec/openapi.json" {
  const description: object;
  export default description;
}

declare module "@plinto/spec/mock-control.json" {
  const description: object;
  export default description;
}
