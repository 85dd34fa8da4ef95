import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSnippet } from "../../../tooling/src/docs/snippet.ts";
import { inRoot } from "../../../tooling/src/root.ts";

// The quickstart began with `npm install @plinto/core`, which nobody can do before the first release; how to get the
// packages from a clone was written nowhere. Here it is followed as it is written.

const run = promisify(execFile);
const project = realpathSync(mkdtempSync(path.join(tmpdir(), "plinto-quickstart-")));
const packed = path.join(project, "packed");
let told: string;

beforeAll(async () => {
  told = (await run(process.execPath, [inRoot("tooling", "src", "commands", "pack.ts"), packed], { cwd: inRoot(), maxBuffer: 64 * 1024 * 1024 })).stdout;
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test("from npm install to a verified, signed-in user it takes less than a minute and at most ten lines", async () => {
  const installs = [...told.matchAll(/^npm (install (?:--save-dev )?)"(.+)"$/gm)].map(([, words, files]) => [
    ...words!.trim().split(" "),
    ...files!.split('" "'),
  ]);
  expect(installs).toHaveLength(2);
  const lines = readSnippet(inRoot("docs", "snippets", "quickstart.ts"), "first-minute");
  expect(lines.split("\n").length).toBeLessThanOrEqual(10);
  const begun = performance.now();
  for (const words of installs) await run("npm", [...words, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: project });
  writeFileSync(path.join(project, "quickstart.mjs"), lines);
  const { stdout, stderr } = await run(process.execPath, ["quickstart.mjs"], { cwd: project });
  expect({ stdout, stderr }).toEqual({ stdout: "lin@example.test\n", stderr: "" });
  expect(performance.now() - begun).toBeLessThan(60_000);
}, 120_000);

test.each(["README.md", path.join("docs", "guides", "quickstart.md")])("%s says how to get the packages before they are published", (file) => {
  expect(readFileSync(inRoot(file), "utf8")).toContain("npm run pack");
});
