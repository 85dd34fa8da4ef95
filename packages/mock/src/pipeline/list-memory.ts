import { encodeKey, type KeyPart } from "../kernel/index-key.ts";
import type { Cursors } from "./cursor.ts";
import { defaultPageSize, pageOf, type Page } from "./list.ts";

/** A list whose order no index has. */
export interface SortedListOptions<Row> {
  /** All rows of the list: what a tenant has, filtered, in any order. */
  readonly rows: readonly Row[];
  /** What a row sorts under, with its id last. */
  readonly key: (row: Row) => readonly KeyPart[];
  readonly reverse: boolean;
  readonly pageSize: number | undefined;
  readonly cursor: string | undefined;
  readonly cursors: Cursors;
  /** Everything that the list depends on besides the position. */
  readonly scope: string;
}

/** Reads one page of rows that are sorted here: for the few rows of one tenant or person. */
export function readSortedPage<Row>(options: SortedListOptions<Row>): Page<Row> {
  const { key, cursors, scope } = options;
  const size = options.pageSize ?? defaultPageSize;
  const sign = options.reverse ? -1 : 1;
  const sorted = options.rows.map((row) => ({ row, at: encodeKey(key(row)) })).sort((a, b) => sign * compare(a.at, b.at));
  const position = options.cursor === undefined ? undefined : cursors.read(options.cursor, scope);
  const at = position && encodeKey(position.key);
  // The place of the first row that is not before the position: itself, or what follows if it is gone or passed.
  const passed = (entry: string): boolean =>
    at === undefined || (position!.direction === "after" ? sign * compare(entry, at) > 0 : sign * compare(entry, at) >= 0);
  const found = sorted.findIndex((entry) => passed(entry.at));
  const place = found < 0 ? sorted.length : found;
  const backwards = position?.direction === "before";
  const from = backwards ? Math.max(0, place - size) : place;
  const to = backwards ? place : Math.min(sorted.length, place + size);
  const rows = sorted.slice(from, to).map(({ row }) => row);
  const hasNext = backwards || to < sorted.length;
  const hasPrevious = backwards ? from > 0 : position !== undefined;
  return pageOf(rows, { hasNext, hasPrevious, write: (row, direction) => cursors.write({ direction, key: key(row) }, scope) });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
