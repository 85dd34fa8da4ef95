import type { KeyPart } from "../kernel/index-key.ts";
import type { TableReader } from "../kernel/table.ts";
import type { Cursors } from "./cursor.ts";

export const defaultPageSize = 20;

/** What a list is made of. */
export interface ListOptions<Row extends object, Index extends string> {
  readonly table: TableReader<Row, Index, string>;
  readonly index: Index;
  readonly prefix: readonly KeyPart[];
  readonly reverse: boolean;
  /** Only what sorts at or after this continuation of the prefix. */
  readonly from?: readonly KeyPart[];
  /** Only what sorts at or before this continuation of the prefix. */
  readonly to?: readonly KeyPart[];
  /** Rows that do not belong are passed over. */
  readonly where?: (row: Row) => boolean;
  readonly pageSize: number | undefined;
  readonly cursor: string | undefined;
  readonly cursors: Cursors;
  /** Everything that the list depends on besides the position. */
  readonly scope: string;
}

/** A page of rows with the cursors to its neighbours. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  readonly prevCursor: string | null;
  /** The cursor of what follows one of the rows. */
  readonly cursorAfter: (row: Row) => string;
}

/** Reads one page of an index, in either direction, without counting what lies before it. */
export function readPage<Row extends object, Index extends string>(options: ListOptions<Row, Index>): Page<Row> {
  const { table, index, prefix, where, cursors, scope } = options;
  const size = options.pageSize ?? defaultPageSize;
  const position = options.cursor === undefined ? undefined : cursors.read(options.cursor, scope);
  const backwards = position?.direction === "before";
  // Reading backwards runs the order the other way round and turns the page over at the end.
  const reverse = options.reverse !== backwards;
  const bounds = {
    ...(options.from ? { from: options.from } : {}),
    ...(options.to ? { to: options.to } : {}),
    ...(position ? { [reverse ? "before" : "after"]: position.key } : {}),
  };
  const rows: Row[] = [];
  let more = false;
  for (const row of table.scan(index, prefix, { ...bounds, reverse })) {
    if (where && !where(row)) continue;
    if (rows.length === size) {
      more = true;
      break;
    }
    rows.push(row);
  }
  if (backwards) rows.reverse();
  const hasNext = backwards ? true : more;
  const hasPrevious = backwards ? more : position !== undefined;
  // What the prefix says is in the scope, so a cursor holds for every index whose keys go on alike.
  const write = (row: Row, direction: "after" | "before"): string => cursors.write({ direction, key: table.position(index, row).slice(prefix.length) }, scope);
  return pageOf(rows, { hasNext, hasPrevious, write });
}

/** A page of these rows. @param write the cursor of what follows a row, or of what lies before it */
export function pageOf<Row>(
  rows: readonly Row[],
  {
    hasNext,
    hasPrevious,
    write,
  }: { readonly hasNext: boolean; readonly hasPrevious: boolean; readonly write: (row: Row, direction: "after" | "before") => string },
): Page<Row> {
  const [first] = rows;
  const last = rows.at(-1);
  return {
    rows,
    nextCursor: hasNext && last !== undefined ? write(last, "after") : null,
    prevCursor: hasPrevious && first !== undefined ? write(first, "before") : null,
    cursorAfter: (row) => write(row, "after"),
  };
}

/** Spells what a list depends on, for the signature of its cursors. */
export function listScope(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(parts)
      .filter(([name, value]) => value !== undefined && name !== "cursor" && name !== "pageSize")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Whether a timestamp lies in a range such as `createdAt[gte]=…`. */
export function inRange(timestamp: string, range: { gte?: string; gt?: string; lte?: string; lt?: string } | undefined): boolean {
  if (!range) return true;
  const at = Date.parse(timestamp);
  return (
    (range.gte === undefined || at >= Date.parse(range.gte)) &&
    (range.gt === undefined || at > Date.parse(range.gt)) &&
    (range.lte === undefined || at <= Date.parse(range.lte)) &&
    (range.lt === undefined || at < Date.parse(range.lt))
  );
}
