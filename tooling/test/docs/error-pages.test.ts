import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readRegistries } from "../../src/description/source.ts";
import { errorPages, refusalPages } from "../../src/docs/error-pages.ts";
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

test("every code that a receiver of webhooks refuses with has a page with cause, answer and remedy, and a row in the README", () => {
  const pages = refusalPages(readFileSync(inRoot("docs", "guides", "webhook-refusals.md"), "utf8"));
  const source = readFileSync(inRoot("packages", "webhooks", "src", "errors.ts"), "utf8");
  const codes = [...source.matchAll(/^ {2}\| "(\w+)"/gm)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(20);
  expect(pages.map(({ params }) => params.code).toSorted()).toEqual(codes.toSorted());
  const readme = readFileSync(inRoot("packages", "webhooks", "README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code!);
  expect(rows.filter((code) => codes.includes(code)).toSorted()).toEqual(codes.toSorted());
  for (const { params, content } of pages) {
    expect(content).toMatch(new RegExp(`^# ${params.code}\n\n\\*\\*Cause\\.\\*\\* .+\n\n\\*\\*Answer\\.\\*\\* .+\n\n\\*\\*Remedy\\.\\*\\* .+\n\n\\[All`));
  }
});

test("a section of the refusals without a code is an error", () => {
  expect(() => refusalPages("### Something\n\ntext\n")).toThrow("has a section without a code: Something");
});
