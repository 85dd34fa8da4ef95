import { readFileSync } from "node:fs";
import { refusalPages } from "../../tooling/src/docs/error-pages.ts";

// VitePress finds the pages of a dynamic route through the default export.
export default {
  paths: () => refusalPages(readFileSync(`${import.meta.dirname}/../guides/webhook-refusals.md`, "utf8")),
};
