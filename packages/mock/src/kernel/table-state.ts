import type { CompiledSchema } from "./compiled-schema.ts";
import { createOrderedTree } from "./ordered-tree.ts";
import type { OrderedTree } from "./ordered-tree.ts";
import type { Row } from "./table.ts";

export type RowTree = OrderedTree<string, Row>;
/** From the keys of an order to the ids of the rows. */
export type OrderTree = OrderedTree<string, string>;

/** The trees of one table as a reader sees them: committed, or being written by a transaction. */
export interface TableAccess {
  readonly rows: RowTree;
  readonly orders: readonly OrderTree[];
  /** The rows as they are now, safe to iterate while the table is written. */
  pinRows(): RowTree;
  /** An order as it is now, safe to iterate while the table is written. */
  pinOrder(position: number): OrderTree;
}

/** The committed trees of one table. They are never changed. */
export class TableState implements TableAccess {
  readonly rows: RowTree;
  readonly orders: readonly OrderTree[];

  constructor(rows: RowTree, orders: readonly OrderTree[]) {
    this.rows = rows;
    this.orders = orders;
  }

  pinRows(): RowTree {
    return this.rows;
  }

  pinOrder(position: number): OrderTree {
    return this.orders[position] as OrderTree;
  }
}

/** The committed state of all tables, by position. It is never changed: to hold on to it is a snapshot. */
export type StoreState = readonly TableState[];

export function emptyState(schema: CompiledSchema): StoreState {
  return schema.tables.map(
    (table) =>
      new TableState(
        createOrderedTree(),
        table.orders.map(() => createOrderedTree()),
      ),
  );
}
