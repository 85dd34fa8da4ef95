import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMappings, encodeMappings, type Segment } from "../../src/build/mappings.ts";

const index = fc.nat(200_000);
const original = fc.record({ source: index, line: index, column: index, name: index }, { requiredKeys: ["source", "line", "column"] });
const lines: fc.Arbitrary<Segment[][]> = fc.array(fc.array(fc.record({ column: index, original }, { requiredKeys: ["column"] })), { minLength: 1 });

test("what is written is read again", () => {
  fc.assert(
    fc.property(lines, (given) => {
      expect(decodeMappings(encodeMappings(given))).toEqual(given);
    }),
  );
});

test("mappings are those of ECMA-426", () => {
  const read = decodeMappings("AAAA,IAAIA;;AACJ,gB");
  expect(read).toEqual([
    [
      { column: 0, original: { source: 0, line: 0, column: 0 } },
      { column: 4, original: { source: 0, line: 0, column: 4, name: 0 } },
    ],
    [],
    [{ column: 0, original: { source: 0, line: 1, column: 0 } }, { column: 16 }],
  ]);
  expect(encodeMappings(read)).toBe("AAAA,IAAIA;;AACJ,gB");
});
