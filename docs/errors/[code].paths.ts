import { readFileSync } from "node:fs";
import { errorPages } from "../../tooling/src/docs/error-pages.ts";

// VitePress finds the pages of a dynamic route through the default export.
export default {
  paths: () => {
    const file = `${import.meta.dirname}/../reference/errors.md`;
    return errorPages(readFileSync(file, "utf8"));
  },
};
