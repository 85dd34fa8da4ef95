/** A file as text, as the bundler of the tests gives it. The bundle as a module would be a literal type of a megabyte. */
declare module "*.json?raw" {
  const text: string;
  // Whatever the bundler makes of a file is its default export.
  // oxlint-disable-next-line import/no-default-export
  export default text;
}
