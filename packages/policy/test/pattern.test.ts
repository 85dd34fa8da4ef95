import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decide, policy, question } from "./support/one.ts";

const type = fc.constantFrom("doc", "do", "doc.x");
const id = fc.string({ unit: fc.constantFrom("a", "b", "-", "\u{1F600}"), minLength: 1, maxLength: 6 });
const pattern = fc.oneof(
  fc.tuple(type, id).map(([of, name]) => `${of}:${name}`),
  fc.tuple(type, fc.oneof(id, fc.constant(""))).map(([of, name]) => `${of}:${name}*`),
);

/** What a pattern says, read word by word. */
function fits(one: string, name: string): boolean {
  return one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name;
}

test("patterns of resources and subjects fit as each of them fits alone, however many there are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern, { minLength: 1, maxLength: 30 }), type, fc.option(id, { nil: null }), (patterns, of, name) => {
      const expected = patterns.some((one) => fits(one, `${of}:${name ?? ""}`)) ? "allow" : "deny";
      expect(decide([policy("one", { resources: patterns })], question({ resource: { type: of, id: name } })).decision).toBe(expected);
      if (name === null) return;
      const asked = question({ subject: { type: of, id: name } });
      expect(decide([policy("one", { subjects: patterns })], asked).decision).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
});
