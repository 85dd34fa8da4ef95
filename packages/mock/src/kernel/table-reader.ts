import { MockError } from "../mock-error.ts";
import { uniqueParts } from "./compiled-schema.ts";
import type { CompiledTable, Order } from "./compiled-schema.ts";
import { encodeKey, endOfPrefix } from "./index-key.ts";
import type { KeyPart } from "./index-key.ts";
import { nameRow } from "./name-row.ts";
import type { Row, Scan, ScanOptions, TableReader } from "./table.ts";
import { OrderScan, RowScan } from "./table-scan.ts";
import type { KeyRange } from "./table-scan.ts";
import type { OrderTree, TableAccess } from "./table-state.ts";

/** Reads one table, committed or in the making. */
export class StoredTableReader<Access extends TableAccess = TableAccess> implements TableReader<Row, string, string> {
  protected readonly table: CompiledTable;
  protected readonly access: Access;

  constructor(table: CompiledTable, access: Access) {
    this.table = table;
    this.access = access;
  }

  get size(): number {
    return this.access.rows.size;
  }

  get(id: string): Row | undefined {
    return this.access.rows.get(id);
  }

  require(id: string): Row {
    const row = this.access.rows.get(id);
    if (row !== undefined) return row;
    throw new MockError("row_missing", `In ${this.table.name}, ${nameRow(id)} was required and is not there. Use get(id) where it may be missing.`, {
      facts: { table: this.table.name },
    });
  }

  getMany(ids: Iterable<string>): (Row | undefined)[] {
    const found: (Row | undefined)[] = [];
    for (const id of ids) found.push(this.access.rows.get(id));
    return found;
  }

  find(unique: string, value: KeyPart | readonly KeyPart[]): Row | undefined {
    const order = this.#order(this.table.uniques, unique);
    const parts = uniqueParts(value);
    const id = parts && this.#tree(order).get(encodeKey(parts));
    return id === undefined ? undefined : this.access.rows.get(id);
  }

  scan(index: string, prefix: readonly KeyPart[], options: ScanOptions = {}): Scan<Row> {
    const { reverse = false, limit = Number.POSITIVE_INFINITY } = options;
    const order = this.#order(this.table.indexes, index);
    return new OrderScan(this.access, order.position, { ...rangeOf(prefix, options), reverse, limit });
  }

  count(index: string, prefix: readonly KeyPart[], options: ScanOptions = {}): number {
    const { low, high } = rangeOf(prefix, options);
    const counted = low < high ? this.#tree(this.#order(this.table.indexes, index)).forRange(low, high, false) : 0;
    return Math.min(counted, options.limit ?? counted);
  }

  all(): Scan<Row> {
    return new RowScan(this.access);
  }

  position(index: string, row: Row): readonly KeyPart[] {
    const parts = this.#order(this.table.indexes, index).partsOf(row);
    const id = (row as Readonly<Record<string, string>>)[this.table.key] as string;
    if (parts !== undefined) return [...parts, id];
    throw new MockError(
      "row_not_indexed",
      `In ${this.table.name}, ${nameRow(id)} is left out of the index ${index}, so it has no position there. Use an index that holds it.`,
    );
  }

  #tree(order: Order): OrderTree {
    return this.access.orders[order.position] as OrderTree;
  }

  #order(orders: ReadonlyMap<string, Order>, name: string): Order {
    const order = orders.get(name);
    if (order !== undefined) return order;
    throw new MockError(
      "index_unknown",
      `The table ${this.table.name} has no index or unique set "${name}" to look in. Declare it in defineTable, or use one of: ${[...orders.keys()].join(", ") || "none yet"}.`,
    );
  }
}

function rangeOf(prefix: readonly KeyPart[], { after, before, from, to }: ScanOptions): KeyRange {
  const start = encodeKey(prefix);
  let low = start;
  let high = endOfPrefix(start);
  if (from) low = greater(low, start + encodeKey(from));
  if (after) low = greater(low, endOfPrefix(start + encodeKey(after)));
  if (to) high = less(high, endOfPrefix(start + encodeKey(to)));
  if (before) high = less(high, start + encodeKey(before));
  return { low, high };
}

function greater(left: string, right: string): string {
  return left < right ? right : left;
}

function less(left: string, right: string): string {
  return right < left ? right : left;
}
