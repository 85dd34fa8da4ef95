import { MockError } from "../mock-error.ts";
import type { Change } from "./commit.ts";
import type { CompiledSchema, CompiledTable } from "./compiled-schema.ts";
import { nameRow } from "./name-row.ts";
import type { Row } from "./table.ts";
import { TableState } from "./table-state.ts";
import type { OrderTree, RowTree, StoreState, TableAccess } from "./table-state.ts";

/** A state in the making: the tables that are written are copied on the first write, all others stay as they are. */
export class Draft {
  readonly schema: CompiledSchema;
  readonly #base: StoreState;
  readonly #tables: (DraftTable | undefined)[] = [];
  readonly #records: ChangeRecord[] = [];
  #open = true;

  constructor(schema: CompiledSchema, base: StoreState) {
    this.schema = schema;
    this.#base = base;
  }

  table(table: CompiledTable): DraftTable {
    return (this.#tables[table.position] ??= new DraftTable(table, this, this.#base[table.position] as TableState));
  }

  /** @throws MockError `transaction_over` once it is finished: its trees are then the committed ones, which nobody may change */
  requireOpen(): void {
    if (this.#open) return;
    throw new MockError(
      "transaction_over",
      "A transaction was written to after its function had returned. Do all its work in the function, without await, and keep nothing of tx.",
    );
  }

  /** Notes the first write to a row. */
  record(record: ChangeRecord): void {
    this.#records.push(record);
  }

  /** What became of each row, in the order in which they were first written; rows that came and went are left out. */
  changes(): readonly Change[] {
    const changes: Change[] = [];
    for (const { table, id, before, after } of this.#records) {
      if (before !== after) changes.push(Object.freeze({ table, id, before, after }));
    }
    return Object.freeze(changes);
  }

  /** Closes the draft and returns the new state. */
  finish(): StoreState {
    this.#open = false;
    let state: TableState[] | undefined;
    for (const table of this.#tables) {
      if (table?.isTouched) (state ??= [...this.#base])[table.table.position] = table.finish();
    }
    return state ?? this.#base;
  }
}

interface ChangeRecord {
  readonly table: string;
  readonly id: string;
  readonly before: Row | null;
  after: Row | null;
}

/** One table of a {@link Draft}. */
export class DraftTable implements TableAccess {
  readonly table: CompiledTable;
  readonly #draft: Draft;
  readonly #base: TableState;
  readonly #records = new Map<string, ChangeRecord>();
  #rows: RowTree;
  #orders: readonly OrderTree[];
  #ownOrders: OrderTree[] | undefined;

  constructor(table: CompiledTable, draft: Draft, base: TableState) {
    this.table = table;
    this.#draft = draft;
    this.#base = base;
    this.#rows = base.rows;
    this.#orders = base.orders;
  }

  get rows(): RowTree {
    return this.#rows;
  }

  get orders(): readonly OrderTree[] {
    return this.#orders;
  }

  get isTouched(): boolean {
    return this.#rows !== this.#base.rows;
  }

  pinRows(): RowTree {
    return this.isTouched ? this.#rows.clone() : this.#rows;
  }

  pinOrder(position: number): OrderTree {
    const order = this.#orders[position] as OrderTree;
    return order === this.#base.orders[position] ? order : order.clone();
  }

  /**
   * Puts a row in the place of another, with all orders; `undefined` stands for no row. References are not looked at.
   *
   * @throws MockError `unique_violation`, `transaction_over`; then nothing has been written
   */
  replace(id: string, before: Row | undefined, after: Row | undefined): void {
    this.#draft.requireOpen();
    const moves: (readonly [position: number, from: string | undefined, to: string | undefined])[] = [];
    for (const order of this.table.orders) {
      const from = before && order.keyOf(before, id);
      const to = after && order.keyOf(after, id);
      if (from === to) continue;
      if (order.unique && to !== undefined) this.#requireFree(order.name, order.position, to, id);
      moves.push([order.position, from, to]);
    }
    for (const [position, from, to] of moves) {
      const order = this.#ownOrder(position);
      if (from !== undefined) order.delete(from);
      if (to !== undefined) order.set(to, id);
    }
    if (!this.isTouched) this.#rows = this.#rows.clone();
    if (after === undefined) this.#rows.delete(id);
    else this.#rows.set(id, after);
    if (!this.table.ephemeral) this.#record(id, before ?? null, after ?? null);
  }

  finish(): TableState {
    return new TableState(this.#rows, this.#orders);
  }

  #requireFree(name: string, position: number, key: string, id: string): void {
    const holder = (this.#orders[position] as OrderTree).get(key);
    if (holder === undefined || holder === id) return;
    throw new MockError(
      "unique_violation",
      `In ${this.table.name}, ${nameRow(id)} would have the same ${name} as ${nameRow(holder)}. Look with find("${name}", …) and refuse before writing.`,
      { facts: { table: this.table.name, unique: name } },
    );
  }

  #ownOrder(position: number): OrderTree {
    const order = this.#orders[position] as OrderTree;
    if (order !== this.#base.orders[position]) return order;
    const own = order.clone();
    if (this.#ownOrders === undefined) this.#orders = this.#ownOrders = [...this.#orders];
    this.#ownOrders[position] = own;
    return own;
  }

  #record(id: string, before: Row | null, after: Row | null): void {
    const record = this.#records.get(id);
    if (record !== undefined) {
      record.after = after;
      return;
    }
    const added: ChangeRecord = { table: this.table.name, id, before, after };
    this.#records.set(id, added);
    this.#draft.record(added);
  }
}
