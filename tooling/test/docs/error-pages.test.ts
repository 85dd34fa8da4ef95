import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readRegistries } from "../../src/description/source.ts";
import { errorPages } from "../../src/docs/error-pages.ts";
import { inRoot } from "../../src/root.ts";

test("every error code has a page at the address that problem documents name", () => {
  const pages = errorPages(readFileSync(inRoot("docs", "reference", "errors.md"), "utf8"));
  expect(pages.map((page) => page.params.code)).toEqual(Object.keys(readRegistries().errorCodes));
});

test("a page says what to do, and its links start from its own folder", () => {
  const [page] = errorPages("# Errors\n\n## slug_taken {#slug_taken}\n\nHTTP 409.\n\n**Answered by**: [`a`](./organizations.md#a).\n");
  expect(page).toEqual({
    params: { code: "slug_taken" },
    content: "# slug_taken\n\nHTTP 409.\n\n**Answered by**: [`a`](../reference/organizations.md#a).\n\n[All errors](../reference/errors.md)\n",
  });
});

test("a section without a code is an error", () => {
  expect(() => errorPages("## Something\n\ntext\n")).toThrow("has a section without a code: Something");
});
