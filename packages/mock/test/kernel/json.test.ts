import fc from "fast-check";
import { expect, test } from "vitest";
import { sealJson } from "../../src/kernel/json.ts";

test("whatever JSON holds comes out equal and frozen through and through", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const before = structuredClone(value);
      const sealed = sealJson(value, "A value");
      expect(sealed).toEqual(before);
      expect(isFrozenThrough(sealed)).toBe(true);
    }),
  );
});

test("a value that was frozen on its surface only is frozen below too", () => {
  const sealed = sealJson(Object.freeze({ tags: ["a"] }), "A value");
  expect(isFrozenThrough(sealed)).toBe(true);
});

test("properties that are undefined are left out, also deep down, as JSON would", () => {
  const sealed = sealJson({ a: undefined, b: [{ c: undefined, d: 1 }] }, "A value");
  expect(Object.keys(sealed)).toEqual(["b"]);
  expect(Object.keys(sealed.b[0] as object)).toEqual(["d"]);
  expect(JSON.parse(JSON.stringify(sealed))).toEqual(sealed);
});

test.each([
  ["a Date", new Date(0), "class Date"],
  ["a Map", new Map(), "class Map"],
  ["a function", () => {}, "type function"],
  ["a bigint", 1n, "type bigint"],
  ["NaN", Number.NaN, "NaN"],
  ["undefined in an array", [undefined], "type undefined"],
])("%s is refused, and the error names what holds it", (_what, value, found) => {
  expect(() => sealJson({ deep: { value } }, "A row of notes")).toThrow(
    expect.objectContaining({ code: "not_json", message: expect.stringMatching(new RegExp(`^A row of notes holds .*${found}`)) }),
  );
});

test("a property called __proto__ stays an ordinary property", () => {
  const sealed = sealJson(JSON.parse('{"__proto__":{"admin":true},"x":1}') as Record<string, unknown>, "A value");
  expect(Object.getPrototypeOf(sealed)).toBe(Object.prototype);
  expect(Object.keys(sealed)).toEqual(["__proto__", "x"]);
});

function isFrozenThrough(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThrough);
}
