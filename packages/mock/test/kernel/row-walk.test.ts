import fc from "fast-check";
import { expect, test } from "vitest";
import { createOrderedTree } from "../../src/kernel/ordered-tree.ts";
import { RowWalk } from "../../src/kernel/row-walk.ts";
import type { Row } from "../../src/kernel/table.ts";

const idOf = (index: number): string => `row_${String(index).padStart(5, "0")}`;

test("a walk finds the row of every id, in whatever order they are asked for", () => {
  const rows = createOrderedTree<string, Row>();
  for (let index = 0; index < 500; index += 1) rows.set(idOf(index), { id: idOf(index) });
  const runs = fc.array(fc.tuple(fc.nat({ max: 499 }), fc.nat({ max: 60 }), fc.constantFrom(-1, 1, 2)), { maxLength: 12 });
  fc.assert(
    fc.property(runs, fc.boolean(), (pieces, reverse) => {
      const wanted = pieces.flatMap(([from, length, step]) => Array.from({ length }, (_, index) => idOf((((from + index * step) % 500) + 500) % 500)));
      const walk = new RowWalk(rows, reverse);
      expect(wanted.map((id) => walk.row(id)["id" as never])).toEqual(wanted);
    }),
  );
});
