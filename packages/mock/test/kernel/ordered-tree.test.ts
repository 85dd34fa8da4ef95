import fc from "fast-check";
import { expect, test } from "vitest";
import { createOrderedTree } from "../../src/kernel/ordered-tree.ts";
import type { OrderedTree } from "../../src/kernel/ordered-tree.ts";

interface Step {
  readonly kind: "set" | "delete" | "clone" | "swap";
  readonly key: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    { arbitrary: fc.constant("set" as const), weight: 8 },
    { arbitrary: fc.constant("delete" as const), weight: 6 },
    { arbitrary: fc.constant("clone" as const), weight: 1 },
    { arbitrary: fc.constant("swap" as const), weight: 1 },
  ),
  key: fc.nat({ max: 200 }),
});

// Isolation of transactions, snapshots and forks rests on this promise of the library.
test("trees that were cloned from each other never see each other's changes", () => {
  fc.assert(
    fc.property(fc.nat({ max: 3_000 }), fc.array(step, { maxLength: 300 }), (size, steps) => {
      const start = createOrderedTree<number, string>();
      for (let key = 0; key < size; key++) start.set(key, "start");
      let pairs: { tree: OrderedTree<number, string>; model: Map<number, string> }[] = [{ tree: start, model: new Map(start.toArray()) }];
      for (const [number, { kind, key }] of steps.entries()) {
        const { tree, model } = pairs[0] as (typeof pairs)[number];
        // Neighbouring keys, so that nodes run empty and are merged.
        const near = (key * 7 + Math.floor(number / 10)) % (size + 50);
        if (kind === "set") {
          tree.set(near, `step ${number}`);
          model.set(near, `step ${number}`);
        } else if (kind === "delete") {
          expect(tree.delete(near)).toBe(model.delete(near));
        } else if (kind === "clone") {
          pairs.push({ tree: tree.clone(), model: new Map(model) });
        } else {
          pairs = pairs.toReversed();
        }
      }
      for (const { tree, model } of pairs) {
        tree.checkValid(true);
        expect(tree.toArray()).toEqual([...model].toSorted(([left], [right]) => left - right));
      }
    }),
    { numRuns: 60 },
  );
});

test("strings sort by code unit, whatever the locale", () => {
  const tree = createOrderedTree<string, number>();
  for (const key of ["b", "ä", "a", "B", "😀", "\uffff"]) tree.set(key, 0);
  expect(tree.keysArray()).toEqual(["B", "a", "b", "ä", "😀", "\uffff"]);
});
