import { expect, test } from "vitest";
import { doorProblems } from "../../src/checks/doors.ts";
import { forbiddenTextProblems } from "../../src/checks/forbidden-text.ts";
import { moduleStateProblems } from "../../src/checks/module-state.ts";
import { systemAccessProblems } from "../../src/checks/system-access.ts";

const inCore = (text: string): { path: string; text: string }[] => [{ path: "packages/core/src/a.ts", text }];

for (const [expression, what] of [
  ["Date.now()", "the time"],
  ["new Date()", "the time"],
  ["Math.random()", "randomness"],
  ["fetch(url)", "the network"],
  ["setTimeout(run, 5)", "a timer"],
  ["process.env.HOME", "the environment"],
]) {
  test(`${expression} asks the system for ${what}`, () => {
    expect(systemAccessProblems(inCore(`export const x = ${expression};`)).get("packages/core/src/a.ts")?.[0]).toContain(`asks the system for ${what}`);
  });
}

test("an injected fetch and a date from a number ask nobody", () => {
  expect(systemAccessProblems(inCore(`export const read = (fetch: Fetch, ms: number) => [fetch("/"), new Date(ms)];`)).size).toBe(0);
});

test("the one file for defaults may ask the system", () => {
  expect(systemAccessProblems([{ path: "packages/core/src/platform.ts", text: "export const now = () => Date.now();" }]).size).toBe(0);
});

test("a let at the top of a module is reported, inside a function it is not", () => {
  expect(moduleStateProblems(inCore("let count = 0;\nexport const next = () => { let own = count; return own; };")).get("packages/core/src/a.ts")).toEqual([
    "line 1: count can change and is shared by the whole process: keep it in the object that owns it",
  ]);
});

for (const [line, reason] of [
  ["// TODO later", "marks unfinished work"],
  [`const file = "${["", "home", "somebody", "x"].join("/")}";`, "names a folder of one machine"],
  [`registry: "https://registry.example.org/"`, "names a package registry"],
]) {
  test(`a line that ${reason} is reported`, () => {
    expect(forbiddenTextProblems([{ path: "docs/a.md", text: line! }]).get("docs/a.md")?.[0]).toContain(reason);
  });
}

test("a lockfile may hold no address", () => {
  expect(forbiddenTextProblems([{ path: "pnpm-lock.yaml", text: "tarball: https://example.org/a.tgz" }]).size).toBe(1);
});

const door = { import: { types: "./dist/a.d.ts", default: "./dist/a.js" }, require: { types: "./dist/a.d.cts", default: "./dist/a.cjs" } };

test("a door with its source first and the same published form is sound", () => {
  const manifest = {
    name: "@plinto/x",
    version: "1.0.0",
    exports: { "./a": { "@plinto/source": "./test/checks/source-rules.test.ts", ...door } },
    publishConfig: { exports: { "./a": door } },
  };
  expect(doorProblems(new URL("../..", import.meta.url).pathname, manifest)).toEqual([]);
});

test("a door whose source is missing and that is not published is reported", () => {
  const manifest = { name: "@plinto/x", version: "1.0.0", exports: { "./a": { "@plinto/source": "./src/none.ts", ...door } }, publishConfig: { exports: {} } };
  expect(doorProblems(new URL("../..", import.meta.url).pathname, manifest)).toEqual([
    "./a names ./src/none.ts, which does not exist",
    `./a should be ${JSON.stringify(door)} in publishConfig.exports`,
  ]);
});
