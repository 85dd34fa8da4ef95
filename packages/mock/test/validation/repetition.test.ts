import fc from "fast-check";
import { expect, test } from "vitest";
import { addRepeatedText, addRepetition } from "../../src/validation/repetition.ts";

test("what stands twice in a list is told with both places", () => {
  const fault = { instancePath: "/tags", keyword: "uniqueItems" };
  expect(addRepeatedText(null, "/tags", ["a", "b", "c", "b"])).toEqual([{ ...fault, params: { i: 1, j: 3 } }]);
  expect(addRepetition(null, "/tags", [{ a: 1 }, { b: 1 }, { c: 1 }, { b: 1 }])).toEqual([{ ...fault, params: { i: 3, j: 1 } }]);
});

test("texts are compared as texts, whatever they are called", () => {
  expect(addRepeatedText(null, "", ["__proto__", "constructor", "toString"])).toBeNull();
  expect(addRepeatedText(null, "", ["__proto__", "__proto__"])).toHaveLength(1);
});

test("what is no text is left to its own fault, and a fault joins those before it", () => {
  expect(addRepeatedText(null, "", [1, 1, null, null])).toBeNull();
  const before = [{ instancePath: "", keyword: "type", params: {} }];
  expect(addRepetition(before, "", [1, 1])).toBe(before);
  expect(before).toHaveLength(2);
});

test("both ways of looking find a repetition where a set is smaller than its list", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 1 })), (items) => {
      const repeats = new Set(items).size < items.length;
      expect(addRepeatedText(null, "", items) !== null).toBe(repeats);
      expect(addRepetition(null, "", items) !== null).toBe(repeats);
    }),
  );
});
