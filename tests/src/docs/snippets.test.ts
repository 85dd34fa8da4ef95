import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { expectedOutput, readSnippet } from "../../../tooling/src/docs/snippet.ts";
import { inRoot } from "../../../tooling/src/root.ts";
import { runSnippet } from "./run-snippet.ts";

const folder = inRoot("docs", "snippets");
const snippets = readdirSync(folder).filter((file) => file.endsWith(".ts"));

test.each(snippets)("%s prints what its comments say, and ends by itself", async (file) => {
  const expected = expectedOutput(readFileSync(path.join(folder, file), "utf8"));
  const { code, stdout, stderr } = await runSnippet(path.join(folder, file));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.trimEnd().split("\n")).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
});

test("the first minute takes at most ten lines", () => {
  expect(readSnippet(path.join(folder, "quickstart.ts"), "first-minute").split("\n").length).toBeLessThanOrEqual(10);
});
