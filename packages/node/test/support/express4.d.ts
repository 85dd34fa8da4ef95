// Express 4 stands beside Express 5 under a name of its own, whose types are those of 5 as far as the tests use them.
declare module "express4" {
  export { default } from "express";
}
