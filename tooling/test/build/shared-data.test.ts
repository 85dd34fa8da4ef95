import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { dataModule, withData } from "../../src/build/shared-data.ts";

test("a data module hands out what the JSON says", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const module: { exports?: unknown } = {};
      runInNewContext(dataModule(json), { module });
      expect(JSON.stringify(module.exports)).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
});

const imported = 'const { default: description } = await import("shared-data:openapi.cjs");';

test("the ESM half imports the file from wherever a chunk lies", () => {
  expect(withData(imported, "shared/chunk-1.js", "esm")).toBe('const { default: description } = await import("./openapi.cjs");');
  expect(withData(imported, "server.js", "esm")).toBe('const { default: description } = await import("./shared/openapi.cjs");');
  expect(withData(imported, "doors/server.js", "esm")).toBe('const { default: description } = await import("../shared/openapi.cjs");');
});

test("the CommonJS half requires the same file, later and under the name that the import has", () => {
  expect(withData(imported, "shared/chunk-1.cjs", "cjs")).toBe(
    'const { default: description } = await Promise.resolve().then(() => ({ default: require("./openapi.cjs") }));',
  );
});

test("the attributes of the import go with it", () => {
  expect(withData('import("shared-data:openapi.cjs", { with: { type: "json" } })', "server.js", "esm")).toBe('import("./shared/openapi.cjs")');
});
