// The module has no file before the build, and a declaration of a module cannot be imported.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./openapi-json.d.ts" />

/** The OpenAPI description, loaded when somebody first asks for it. */
export async function loadOpenApi(): Promise<object> {
  const { default: description } = await import("@plinto/spec/openapi.json", { with: { type: "json" } });
  return description;
}
