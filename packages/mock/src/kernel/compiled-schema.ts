import { MockError } from "../mock-error.ts";
import { encodeKey } from "./index-key.ts";
import type { KeyPart } from "./index-key.ts";
import type { AnyTable, OnDelete, Row, Schema } from "./table.ts";
import { timersTable, timersTableName } from "./timer.ts";

/** A schema made ready for work: tables by position, each with the orders that it keeps. */
export interface CompiledSchema {
  /** What it was made from; two worlds with the same one can exchange states. */
  readonly source: Schema;
  readonly tables: readonly CompiledTable[];
  readonly byName: ReadonlyMap<string, CompiledTable>;
}

export interface CompiledTable {
  readonly name: string;
  /** Where its state stands in the state of the store. */
  readonly position: number;
  readonly key: string;
  readonly ephemeral: boolean;
  /** Indexes, unique sets and hidden indexes of references: each is one tree from encoded keys to ids. */
  readonly orders: readonly Order[];
  readonly indexes: ReadonlyMap<string, Order>;
  readonly uniques: ReadonlyMap<string, Order>;
  /** What its own fields point at. */
  readonly references: readonly CompiledReference[];
  /** Which fields point at it. */
  readonly referrers: readonly CompiledReference[];
}

/** One way to sort or find the rows of a table. */
export interface Order {
  readonly name: string;
  readonly position: number;
  readonly unique: boolean;
  /** The parts of a row's key without its id, or `undefined` when the row is left out. */
  readonly partsOf: (row: Row) => readonly KeyPart[] | undefined;
  /** The spelling of a row's key in the tree. */
  readonly keyOf: (row: Row, id: string) => string | undefined;
}

export interface CompiledReference {
  readonly field: string;
  readonly onDelete: OnDelete;
  /** The table that has the field. */
  readonly from: CompiledTable;
  /** The table that the field points at. */
  readonly to: CompiledTable;
  /** The order of `from` whose keys begin with the field. */
  readonly order: Order;
}

/** Names that a transaction has for its tools. */
const reservedNames: ReadonlySet<string> = new Set(["now", "id", "random", "derive", "emit", "after", "cancel", timersTableName]);

/**
 * Checks a schema and prepares it. The kernel's own table of durable timers is added.
 *
 * @throws MockError `schema_invalid`
 */
export function compileSchema(source: Schema): CompiledSchema {
  const byName = new Map<string, MutableTable>();
  for (const [name, table] of Object.entries(source)) {
    if (reservedNames.has(name)) throw invalid(`A table cannot be called "${name}": transactions use that name for a tool. Choose another.`);
    byName.set(name, compileTable(name, byName.size, table));
  }
  byName.set(timersTableName, compileTable(timersTableName, byName.size, timersTable));
  for (const [name, table] of Object.entries(source)) linkReferences(byName.get(name) as MutableTable, table, byName);
  return { source, tables: [...byName.values()], byName };
}

interface MutableTable extends CompiledTable {
  readonly orders: Order[];
  readonly references: CompiledReference[];
  readonly referrers: CompiledReference[];
}

function compileTable(name: string, position: number, table: AnyTable): MutableTable {
  const orders: Order[] = [];
  const indexes = new Map<string, Order>();
  const uniques = new Map<string, Order>();
  const leads = new Map(Object.entries(table.references).map(([field, reference]) => [reference.index, field]));
  for (const [index, partsOf] of Object.entries(table.indexes)) {
    indexes.set(index, addIndex(orders, { table: name, name: index, partsOf: partsOf as Order["partsOf"], lead: leads.get(index) }));
  }
  for (const [unique, valueOf] of Object.entries(table.unique)) uniques.set(unique, addUnique(orders, unique, valueOf as (row: Row) => UniqueValue));
  return { name, position, key: table.key, ephemeral: table.ephemeral, orders, indexes, uniques, references: [], referrers: [] };
}

interface NewIndex {
  readonly table: string;
  readonly name: string;
  readonly partsOf: Order["partsOf"];
  /** The reference field that the keys must begin with, or rows that point would be forgotten. */
  readonly lead?: string | undefined;
}

function addIndex(orders: Order[], { table, name, partsOf, lead }: NewIndex): Order {
  // Keys of different lengths would let a prefix of the one read as the id of the other.
  let length: number | undefined;
  const keyOf: Order["keyOf"] = (row, id) => {
    const parts = partsOf(row);
    if (lead !== undefined && parts?.[0] !== fieldOf(row, lead) && fieldOf(row, lead) !== undefined) {
      throw new MockError(
        "index_key_invalid",
        `The index ${name} of ${table} finds rows by ${lead}, but the key of a row does not begin with that field. Put it first, or leave "index" out of the reference.`,
      );
    }
    if (parts === undefined) return undefined;
    length ??= parts.length;
    if (parts.length === length) return encodeKey(parts) + encodeKey([id]);
    throw new MockError(
      "index_key_invalid",
      `The index ${name} of ${table} gave keys of ${length} and of ${parts.length} parts. Give the same number for every row; use null for none.`,
    );
  };
  const order: Order = { name, position: orders.length, unique: false, partsOf, keyOf };
  orders.push(order);
  return order;
}

/** The value of a reference field, `undefined` when it points nowhere. */
export function fieldOf(row: Row, field: string): string | undefined {
  return (row as Readonly<Record<string, string | null | undefined>>)[field] ?? undefined;
}

type UniqueValue = KeyPart | readonly KeyPart[] | undefined;

function addUnique(orders: Order[], name: string, valueOf: (row: Row) => UniqueValue): Order {
  const partsOf: Order["partsOf"] = (row) => uniqueParts(valueOf(row));
  const keyOf: Order["keyOf"] = (row) => {
    const parts = partsOf(row);
    return parts === undefined ? undefined : encodeKey(parts);
  };
  const order: Order = { name, position: orders.length, unique: true, partsOf, keyOf };
  orders.push(order);
  return order;
}

/** The parts of a unique value, `undefined` when it leaves the row out. */
export function uniqueParts(value: UniqueValue): readonly KeyPart[] | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? value : [value];
}

function linkReferences(from: MutableTable, table: AnyTable, byName: ReadonlyMap<string, MutableTable>): void {
  for (const [field, reference] of Object.entries(table.references)) {
    const to = byName.get(reference.table);
    if (to === undefined)
      throw invalid(
        `The field ${field} of ${from.name} points at the table "${reference.table}", which is not in the schema. Add the table or correct the name.`,
      );
    // Ephemeral rows come and go without a record, so other worlds on the ledger could not follow a cascade.
    if (from.ephemeral || to.ephemeral)
      throw invalid(`The reference ${from.name}.${field} touches an ephemeral table, and those take none. Keep the id as a plain field.`);
    const order = reference.index === undefined ? addFieldIndex(from, field) : from.indexes.get(reference.index);
    if (order === undefined)
      throw invalid(
        `The reference ${from.name}.${field} names the index "${reference.index}", which ${from.name} does not have. Declare it, or leave "index" out.`,
      );
    const link: CompiledReference = { field, onDelete: reference.onDelete, from, to, order };
    from.references.push(link);
    to.referrers.push(link);
  }
}

function addFieldIndex(table: MutableTable, field: string): Order {
  const partsOf: Order["partsOf"] = (row) => {
    const value = fieldOf(row, field);
    return value === undefined ? undefined : [value];
  };
  return addIndex(table.orders, { table: table.name, name: `$${field}`, partsOf });
}

function invalid(message: string): MockError {
  return new MockError("schema_invalid", message);
}
