import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../src/kernel/random.ts";

const seed = new TextEncoder().encode("seed");

test("bytes do not depend on how they are cut, and a position goes on where it left off", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 70 }), { maxLength: 10 }), (lengths) => {
      const whole = createRandom(seed).bytes(lengths.reduce((sum, length) => sum + length, 0));
      let position = 0;
      const parts = lengths.map((length) => {
        const random = createRandom(seed, position);
        const part = random.bytes(length);
        position = random.position;
        return [...part];
      });
      expect(parts.flat()).toEqual([...whole]);
      expect(position).toBe(whole.length);
    }),
  );
});

test("another seed gives other bytes", () => {
  expect(createRandom(new TextEncoder().encode("seeds")).bytes(32)).not.toEqual(createRandom(seed).bytes(32));
});

test("integers stay below their bound and reach both ends", () => {
  const random = createRandom(seed);
  const drawn = new Set(Array.from({ length: 400 }, () => random.integer(6)));
  expect([...drawn].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("no result is likelier than another, also where the bound does not divide what is drawn", () => {
  const random = createRandom(seed);
  const bound = 3 * 2 ** 46;
  const inLowestThird = Array.from({ length: 3_000 }, () => random.integer(bound)).filter((value) => value < bound / 3).length;
  expect(inLowestThird).toBeGreaterThan(900);
  expect(inLowestThird).toBeLessThan(1_100);
});

test("the largest bound is allowed", () => {
  const value = createRandom(seed).integer(2 ** 48);
  expect(Number.isSafeInteger(value) && value >= 0 && value < 2 ** 48).toBe(true);
});

test.each([0, -1, 1.5, 2 ** 48 + 1, Number.NaN])("%d is no bound", (bound) => {
  expect(() => createRandom(seed).integer(bound)).toThrow(expect.objectContaining({ code: "random_range", message: expect.stringContaining("1 to 2^48") }));
});

test.each([-1, 1.5])("%d is no number of bytes", (length) => {
  expect(() => createRandom(seed).bytes(length)).toThrow(expect.objectContaining({ code: "random_range" }));
});
