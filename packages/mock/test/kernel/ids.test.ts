import fc from "fast-check";
import { expect, test } from "vitest";
import { createIdSpeller } from "../../src/kernel/ids.ts";

const seed = new Uint8Array(32).fill(7);
const spellId = createIdSpeller(seed);
const sequence = fc.nat({ max: 2 ** 47 });

test("an id is its prefix and a ULID in lower case", () => {
  fc.assert(
    fc.property(sequence, (number) => {
      expect(spellId("org", number)).toMatch(/^org_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    }),
  );
});

test("a later id is greater, whatever the distance", () => {
  fc.assert(
    fc.property(sequence, fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 ** 40 })), (number, step) => {
      expect(spellId("org", number) < spellId("org", number + step)).toBe(true);
    }),
  );
});

test("the time part is the sequence in milliseconds from 2030 on", () => {
  const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  fc.assert(
    fc.property(sequence, (number) => {
      const time = Array.from(spellId("org", number).slice(4, 14)).reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0);
      expect(time).toBe(Date.UTC(2030, 0, 1) + number);
    }),
  );
});

test("the same seed gives the same ids, and another seed others", () => {
  expect(createIdSpeller(seed)("org", 5)).toBe(spellId("org", 5));
  expect(createIdSpeller(new Uint8Array(32).fill(8))("org", 5)).not.toBe(spellId("org", 5));
});

test("the random parts of 20,000 ids in a row differ", () => {
  const parts = new Set(Array.from({ length: 20_000 }, (_, number) => spellId("org", number).slice(14)));
  expect(parts.size).toBe(20_000);
});
