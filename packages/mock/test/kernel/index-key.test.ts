import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeKey, endOfPrefix } from "../../src/kernel/index-key.ts";
import type { KeyPart } from "../../src/kernel/index-key.ts";

const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("\u0000", "\u0001", "\u0002", "a", "\uffff", "😀"), maxLength: 5 }));
const part: fc.Arbitrary<KeyPart> = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);

test("encoded keys sort as their parts do, one after the other", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part), { maxLength: 30 }), (keys) => {
      const encoded = keys.map((key) => encodeKey(key)).toSorted(compareText);
      expect(encoded).toEqual(keys.toSorted(compareKeys).map((key) => encodeKey(key)));
    }),
  );
});

test("two keys are spelt alike only if they are alike", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), (left, right) => {
      expect(encodeKey(left) === encodeKey(right)).toBe(left.length === right.length && compareKeys(left, right) === 0);
    }),
  );
});

test("a key lies between a prefix and its end exactly when its first parts are the prefix", () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 2 }), fc.array(part, { maxLength: 4 }), fc.boolean(), (prefix, rest, related) => {
      const key = related ? [...prefix, ...rest] : rest;
      const start = encodeKey(prefix);
      const encoded = encodeKey(key);
      const inside = start <= encoded && encoded < endOfPrefix(start);
      expect(inside).toBe(key.length >= prefix.length && compareKeys(key.slice(0, prefix.length), prefix) === 0);
    }),
  );
});

test("characters that the spelling uses itself stay distinct and in order", () => {
  const awkward = fc.string({ unit: fc.constantFrom("\u0000", "\u0001", "\u0002"), maxLength: 3 });
  fc.assert(
    fc.property(awkward, awkward, (left, right) => {
      expect(Math.sign(compareText(encodeKey([left, "x"]), encodeKey([right, "x"])))).toBe(compareText(left, right));
    }),
    { numRuns: 1_000 },
  );
});

test("minus zero has the key of zero", () => {
  expect(encodeKey([-0])).toBe(encodeKey([0]));
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("%s is no part of a key", (value) => {
  expect(() => encodeKey([value])).toThrow(expect.objectContaining({ code: "index_key_invalid", message: expect.stringContaining("finite number") }));
});

test("undefined is no part of a key, and the error says what is", () => {
  expect(() => encodeKey([undefined as never])).toThrow(
    expect.objectContaining({ code: "index_key_invalid", message: expect.stringContaining("Use strings, finite numbers, booleans and null") }),
  );
});

function compareKeys(left: readonly KeyPart[], right: readonly KeyPart[]): number {
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    if (at >= left.length) return -1;
    if (at >= right.length) return 1;
    const order = compareParts(left[at] as KeyPart, right[at] as KeyPart);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(left: KeyPart, right: KeyPart): number {
  const rank = (value: KeyPart): number =>
    [value === null, value === false, value === true, typeof value === "number", typeof value === "string"].indexOf(true);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (left === right || left === null || right === null) return 0;
  return left < right ? -1 : 1;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
