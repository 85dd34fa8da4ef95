import { RowWalk } from "./row-walk.ts";
import type { Row, Scan } from "./table.ts";
import type { OrderTree, RowTree, TableAccess } from "./table-state.ts";

/** Encoded keys from `low` up to, not including, `high`. */
export interface KeyRange {
  readonly low: string;
  readonly high: string;
}

export interface ScanRange extends KeyRange {
  readonly reverse: boolean;
  readonly limit: number;
}

/**
 * The rows of one order within a range. An iteration shows the table as it was when it began, so rows may be
 * written while it goes on.
 */
export class OrderScan implements Scan<Row> {
  readonly #access: TableAccess;
  readonly #position: number;
  readonly #range: ScanRange;

  constructor(access: TableAccess, position: number, range: ScanRange) {
    this.#access = access;
    this.#position = position;
    this.#range = range;
  }

  *[Symbol.iterator](): Generator<Row, void, undefined> {
    const walk = new RowWalk(this.#access.pinRows(), this.#range.reverse);
    for (const id of idsIn(this.#access.pinOrder(this.#position), this.#range)) yield walk.row(id);
  }

  toArray(): Row[] {
    const { rows, orders } = this.#access;
    const walk = new RowWalk(rows, this.#range.reverse);
    const found: Row[] = [];
    for (const id of idsIn(orders[this.#position] as OrderTree, this.#range)) found.push(walk.row(id));
    return found;
  }

  first(): Row | undefined {
    const { rows, orders } = this.#access;
    for (const id of idsIn(orders[this.#position] as OrderTree, this.#range)) return rows.get(id);
    return undefined;
  }
}

/** All rows of a table by id. */
export class RowScan implements Scan<Row> {
  readonly #access: TableAccess;

  constructor(access: TableAccess) {
    this.#access = access;
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#access.pinRows().values();
  }

  toArray(): Row[] {
    return this.#access.rows.valuesArray();
  }

  first(): Row | undefined {
    const { rows }: { rows: RowTree } = this.#access;
    const id = rows.minKey();
    return id === undefined ? undefined : rows.get(id);
  }
}

function* idsIn(order: OrderTree, { low, high, reverse, limit }: ScanRange): Generator<string, void, undefined> {
  let left = limit;
  if (left <= 0 || low >= high) return;
  // One array for all entries: the tree fills it anew at each step.
  const entry: [string, string] = ["", ""];
  const entries = reverse ? order.entriesReversed(high, entry, true) : order.entries(low, entry);
  for (const [key, id] of entries) {
    if (reverse ? key < low : key >= high) return;
    yield id;
    if (--left === 0) return;
  }
}
