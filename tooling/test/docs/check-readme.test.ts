import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkReadme } from "../../src/docs/check-readme.ts";
import { expectedOutput } from "../../src/docs/snippet.ts";

let root = "";

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), "plinto-readme-"));
  mkdirSync(path.join(root, "docs"));
  writeFileSync(path.join(root, "docs", "one.ts"), "// #region a\nlet a = 1;\n// #endregion a\nlet b = 2;\n");
});

afterAll(() => rmSync(root, { recursive: true }));

const block = (head: string, code: string): string => `<!-- snippet: ${head} -->\n\`\`\`ts\n${code}\n\`\`\`\n<!-- /snippet -->\n`;

test("code that is the snippet is well, as a region and as a whole", () => {
  expect(checkReadme(root, block("docs/one.ts#a", "let a = 1;") + block("docs/one.ts", "let a = 1;\nlet b = 2;"))).toEqual([]);
});

test("code that differs from the snippet is named", () => {
  expect(checkReadme(root, block("docs/one.ts#a", "let a = 2;"))).toEqual(["the block of docs/one.ts#a differs from the file: copy it anew"]);
});

test("a snippet or a region that is not there is named", () => {
  expect(checkReadme(root, block("docs/two.ts", "x"))).toEqual(["docs/two.ts does not exist"]);
  expect(checkReadme(root, block("docs/one.ts#z", "x"))[0]).toMatch(/one\.ts has no region z$/);
});

test("code that comes from no snippet is named", () => {
  expect(checkReadme(root, "```ts\nlet a = 1;\n```\n")).toEqual(["1 blocks of code come from no snippet, so nothing executes them"]);
});

test("a block that is not closed is named", () => {
  expect(checkReadme(root, "<!-- snippet: docs/one.ts -->\ntext\n")).toEqual(["1 snippet blocks are not closed or hold more than one fenced block"]);
});

test("the output that a snippet promises is read from its comments", () => {
  expect(expectedOutput("a(); // prints: one two\n// prints: 3\nb(); // writes: 4\n")).toEqual(["one two", "3"]);
});
