import type { Scan, ScanOptions } from "../kernel/table.ts";

/** A table that knows by one of its indexes how old its rows are. */
interface AgeingTable<Index extends string> {
  scan(index: Index, prefix: readonly [], options: ScanOptions): Scan<{ readonly id: string }>;
  delete(id: string): unknown;
}

/**
 * Lets go of the oldest rows: ten at most, so that whoever adds one pays for a few.
 *
 * @param index begins with a time
 * @param before the time from which on rows stay, in milliseconds since 1970
 */
export function dropOld<Index extends string>(table: AgeingTable<Index>, index: NoInfer<Index>, before: number): void {
  for (const old of table.scan(index, [], { before: [before], limit: 10 }).toArray()) table.delete(old.id);
}
