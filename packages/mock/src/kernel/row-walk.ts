import type { Row } from "./table.ts";
import type { RowTree } from "./table-state.ts";

// A search costs about as much as eight steps that lead to the row.
const missCost = 8;
const mostCredit = 64;
// A few rows are found as fast by themselves.
const shortScan = 4;

/**
 * Finds rows by ids that come one after the other. Where they mostly come in the order of the rows themselves, as those
 * of a log do, a walk along the rows costs a fraction of a search for each; where they do not, it is soon given up.
 */
export class RowWalk {
  readonly #rows: RowTree;
  readonly #reverse: boolean;
  #steps: Iterator<[string, Row]> | undefined;
  #credit: number = missCost * 2;
  #found = 0;

  constructor(rows: RowTree, reverse: boolean) {
    this.#rows = rows;
    this.#reverse = reverse;
  }

  /** The row of an id that is in the tree. */
  row(id: string): Row {
    if (this.#credit <= 0 || this.#found < shortScan) {
      this.#found += 1;
      return this.#rows.get(id) as Row;
    }
    if (this.#steps) {
      const step = this.#steps.next();
      if (step.done !== true && step.value[0] === id) {
        if (this.#credit < mostCredit) this.#credit += 1;
        return step.value[1];
      }
      this.#credit -= missCost;
    }
    // One array for all steps: the tree fills it anew at each.
    const entry: [string, Row] = ["", {}];
    this.#steps = this.#reverse ? this.#rows.entriesReversed(id, entry) : this.#rows.entries(id, entry);
    return (this.#steps.next() as IteratorYieldResult<[string, Row]>).value[1];
  }
}
