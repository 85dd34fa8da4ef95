import type { KeyPart } from "./index-key.ts";

/** A row: a plain JSON object. It is frozen, deeply, by the table that takes it. */
export type Row = object;

/** What a row sorts under in an index; `undefined` leaves the row out. The number of parts is the same for all rows. */
export type IndexKeyOf<R> = (row: R) => readonly KeyPart[] | undefined;

/** What no two rows may share; `undefined` and `null` leave the row out, an array is a value of several parts. */
export type UniqueKeyOf<R> = (row: R) => KeyPart | readonly KeyPart[] | undefined;

/** What becomes of the rows that point at a row when it is deleted. */
export type OnDelete = "cascade" | "restrict" | "setNull";

export interface Reference {
  /** The name, in the schema, of the table that the field points at. */
  readonly table: string;
  /** `cascade` deletes the pointing row, `setNull` clears its field, `restrict` makes the deletion a bug error. */
  readonly onDelete: OnDelete;
  /**
   * The name of an index of this table whose first part is always the field, to find the pointing rows by.
   * Default: a hidden index of its own.
   */
  readonly index?: string;
}

/** A table as the schema holds it. Annotate exported tables with it: `Table<Member, "byOrganization", "email">`. */
export interface Table<R extends Row, Index extends string = never, Unique extends string = never> {
  readonly key: keyof R & string;
  readonly indexes: Readonly<Record<Index, IndexKeyOf<R>>>;
  readonly unique: Readonly<Record<Unique, UniqueKeyOf<R>>>;
  readonly references: Readonly<Record<string, Reference>>;
  readonly ephemeral: boolean;
  /** See {@link TableOptions.lackOf}. */
  readonly lackOf: (row: R) => string | undefined;
}

export interface TableOptions<R extends Row, Index extends string, Unique extends string> {
  /** The field that holds the row's id, a string. It never changes. */
  readonly key: keyof R & string;
  /** Orders to scan in; ties are broken by id. */
  readonly indexes?: Readonly<Record<Index, IndexKeyOf<R>>>;
  /** What no two rows may share, to find a row by. */
  readonly unique?: Readonly<Record<Unique, UniqueKeyOf<R>>>;
  /** Fields that hold the id of a row of another table, or null. Written values must exist there. */
  readonly references?: { readonly [Field in keyof R & string]?: Reference };
  /**
   * State without history, such as counters and caches: snapshots, forks and rollback cover it, but it makes no
   * change records and on its own no commit. It has no references and nothing refers to it. Default `false`.
   */
  readonly ephemeral?: boolean;
  /**
   * What a row that comes from outside lacks of what it is read by, as `event.actor`; nothing when it is whole. A
   * snapshot with a row that lacks something is refused. Default: no row lacks anything.
   */
  readonly lackOf?: (row: R) => string | undefined;
}

// The two parameters of a schema's tables are not known here, and an index function is contravariant in its row.
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyTable = Table<any, any, any>;

/** The tables of a world by name. Declare one of your own as a `type`: an interface has not the index signature that this one asks for. */
export type Schema = Readonly<Record<string, AnyTable>>;

/** The rows of a scan, read when it is iterated; each iteration starts anew. */
export interface Scan<R> extends Iterable<R> {
  toArray(): R[];
  first(): R | undefined;
}

/**
 * Bounds of a scan, in the order of the index whatever the direction. Each is a continuation of the prefix and may
 * go as far as the row's id, or stop before it: then it stands for every key that starts with it.
 */
export interface ScanOptions {
  /** Only what sorts after every key that starts with this. */
  readonly after?: readonly KeyPart[];
  /** Only what sorts before every key that starts with this. */
  readonly before?: readonly KeyPart[];
  /** As `after`, and the keys that start with this too. */
  readonly from?: readonly KeyPart[];
  /** As `before`, and the keys that start with this too. */
  readonly to?: readonly KeyPart[];
  /** From the last to the first. Default `false`. */
  readonly reverse?: boolean;
  /** At most so many rows. Default: all. */
  readonly limit?: number;
}

/** Reads one table. */
export interface TableReader<R extends Row, Index extends string = never, Unique extends string = never> {
  /** How many rows there are. */
  readonly size: number;
  get(id: string): R | undefined;
  /** As `get`, where absence is a bug. @throws MockError `row_missing` */
  require(id: string): R;
  /** One entry per id, in the order asked, `undefined` where there is no such row. */
  getMany(ids: Iterable<string>): (R | undefined)[];
  /** The row with this unique value. */
  find(unique: Unique, value: KeyPart | readonly KeyPart[]): R | undefined;
  /** The rows whose index key starts with `prefix`, in the order of the index, ties by id. */
  scan(index: Index, prefix: readonly KeyPart[], options?: ScanOptions): Scan<R>;
  /** How many rows a scan with this prefix (and these bounds) would yield. */
  count(index: Index, prefix: readonly KeyPart[], options?: ScanOptions): number;
  /** All rows in the order of their ids. */
  all(): Scan<R>;
  /** Where a row stands in an index, its id last: what `after` and `before` of a scan with an empty prefix take. */
  position(index: Index, row: R): readonly KeyPart[];
}

/** Reads and writes one table inside a transaction. */
export interface TableWriter<R extends Row, Index extends string = never, Unique extends string = never> extends TableReader<R, Index, Unique> {
  /**
   * Adds a row, freezes it deeply and returns it. Properties that are `undefined` are left out.
   *
   * @throws MockError `row_exists`, `unique_violation`, `reference_missing`, `row_not_json`: bugs, the domain checks first
   */
  insert(row: R): R;
  /**
   * Replaces fields of a row, or the row by what a function makes of it, and returns the row as it is now.
   * A field that is `undefined` is removed. A patch that changes nothing leaves no trace.
   *
   * @throws MockError `row_missing`, `key_changed`, and those of `insert`
   */
  update(id: string, change: Patch<R> | ((row: R) => R)): R;
  /**
   * Removes a row, and does to those that point at it what their references say. `false` when there is no such row.
   *
   * @throws MockError `reference_restricted`
   */
  delete(id: string): boolean;
}

/** Some of a row's fields. */
export type Patch<R> = { readonly [Field in keyof R]?: R[Field] | undefined };

export type RowOf<T> = T extends Table<infer R, string, string> ? R : never;
export type ReaderOf<T> = T extends Table<infer R, infer Index, infer Unique> ? TableReader<R, Index, Unique> : never;
export type WriterOf<T> = T extends Table<infer R, infer Index, infer Unique> ? TableWriter<R, Index, Unique> : never;
/** A reader per table. */
export type Readers<S extends Schema> = { readonly [Name in keyof S]: ReaderOf<S[Name]> };
/** A writer per table. */
export type Writers<S extends Schema> = { readonly [Name in keyof S]: WriterOf<S[Name]> };

/**
 * Declares a table. The row type is named, the names of indexes and unique sets are inferred.
 *
 * @example
 * interface Member { readonly id: string; readonly organizationId: string; readonly email: string; readonly createdAt: string }
 * export const members: Table<Member, "byOrganization", "email"> = defineTable<Member>()({
 *   key: "id",
 *   indexes: { byOrganization: (row) => [row.organizationId, row.createdAt] },
 *   unique: { email: (row) => [row.organizationId, row.email] },
 *   references: { organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" } },
 * });
 */
export function defineTable<R extends Row>(): <Index extends string = never, Unique extends string = never>(
  options: TableOptions<R, Index, Unique>,
) => Table<R, NoInfer<Index>, NoInfer<Unique>> {
  return <Index extends string = never, Unique extends string = never>(options: TableOptions<R, Index, Unique>) => ({
    key: options.key,
    indexes: options.indexes ?? ({} as Record<Index, IndexKeyOf<R>>),
    unique: options.unique ?? ({} as Record<Unique, UniqueKeyOf<R>>),
    references: (options.references ?? {}) as Readonly<Record<string, Reference>>,
    ephemeral: options.ephemeral ?? false,
    lackOf: options.lackOf ?? (() => undefined),
  });
}
