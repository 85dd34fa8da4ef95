import type { Mutant } from "../mutant.ts";

const tests: readonly string[] = ["packages/mock/test/kernel"];

/** Clock, tables and ledger. */
export const kernel: readonly Mutant[] = [
  {
    id: "clock-goes-back",
    breaks: "The clock can be set to an earlier time.",
    file: "packages/mock/src/kernel/clock.ts",
    find: "if (target < now) {",
    replace: "if (target < 0) {",
    tests,
  },
  {
    id: "timer-skipped",
    breaks: "What falls due exactly when a move of the clock ends does not happen.",
    file: "packages/mock/src/kernel/clock.ts",
    find: "next !== undefined && next.due <= target;",
    replace: "next !== undefined && next.due < target;",
    tests,
  },
  {
    id: "conflict-overwritten",
    breaks: "Two worlds over one ledger overwrite each other's commits.",
    file: "packages/mock/src/kernel/memory-ledger.ts",
    find: `if (expectedSeq !== this.#last) return "conflict";`,
    replace: "",
    tests,
  },
  {
    id: "reference-dangles",
    breaks: "A row can point at a row that is not there.",
    file: "packages/mock/src/kernel/table-writer.ts",
    find: "    this.#requireTargets(sealed, undefined);\n",
    replace: "",
    tests,
  },
  {
    id: "cascade-leaves-orphans",
    breaks: "What belongs to a deleted row stays, without an owner.",
    file: "packages/mock/src/kernel/table-writer.ts",
    find: `if (referrer.onDelete === "cascade") doomed.set`,
    replace: `if (referrer.onDelete === null) doomed.set`,
    tests,
  },
  {
    id: "fork-shares-the-clock",
    breaks: "The clock of a fork moves that of the world it comes from.",
    file: "packages/mock/src/kernel/kernel-world.ts",
    find: "return this.#forkFrom(start, this.#seeded, this.clock.fork());",
    replace: "return this.#forkFrom(start, this.#seeded, this.clock);",
    tests,
  },
  {
    id: "snapshot-of-another-world-taken",
    breaks: "A snapshot of another world is restored, and nobody can show any of its keys and tokens.",
    file: "packages/mock/src/kernel/world-snapshot.ts",
    find: `if (found === wanted) return;
  throw new MockError(
    "snapshot_of_other_world",`,
    replace: `if (wanted !== "") return;
  throw new MockError(
    "snapshot_of_other_world",`,
    tests: ["packages/mock/test/kernel/snapshot.test.ts"],
  },
  {
    id: "restore-keeps-the-time",
    breaks: "A restored state stands at the wrong time.",
    file: "packages/mock/src/kernel/kernel-world.ts",
    find: `      this.clock.load(target.counters.clock);
      this.#stand({ state: target.state`,
    replace: `      this.#stand({ state: target.state`,
    tests,
  },
];
