import { expect, test } from "vitest";
import { entriesOf } from "../../src/build/entries.ts";
import { isEsmOnly } from "../../src/build/esm-only.ts";

test("each door with a source is an entry named like the door", () => {
  const manifest = {
    name: "x",
    version: "1.0.0",
    exports: { ".": { "@plinto/source": "./src/index.ts" }, "./msw": { "@plinto/source": "./src/doors/msw.ts" }, "./package.json": "./package.json" },
  };
  expect(entriesOf(manifest)).toEqual({ index: "src/index.ts", msw: "src/doors/msw.ts" });
});

test("a program is an entry", () => {
  expect(entriesOf({ name: "x", version: "1.0.0", bin: { plinto: "./dist/main.js" } })).toEqual({ main: "src/main.ts" });
});

for (const [what, manifest, want] of [
  ["a package of type module without exports", { type: "module" }, true],
  ["a package without a type", { main: "index.js" }, false],
  ["exports with a target for require", { type: "module", exports: { ".": { import: "./a.js", require: "./umd/a.js" } } }, false],
  ["exports with only a default module", { type: "module", exports: { ".": { types: "./a.d.ts", default: "./a.js" } } }, true],
  ["exports with only .mjs", { exports: { ".": { default: "./a.mjs" } } }, true],
  ["exports with a .cjs default", { type: "module", exports: "./a.cjs" }, false],
] as const) {
  test(`${what} ${want ? "can only be imported" : "can be required"}`, () => {
    expect(isEsmOnly(manifest)).toBe(want);
  });
}
