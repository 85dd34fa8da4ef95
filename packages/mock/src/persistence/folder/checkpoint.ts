import { readFileSync } from "node:fs";
import type { JsonObject } from "../../kernel/json.ts";
import type { ExportedSnapshot } from "../../kernel/snapshot.ts";
import type { KeptVersion } from "../kept-shape.ts";
import { decodeRecords, encodeRecord } from "./record.ts";

const rowsPerRecord = 500;

/** A snapshot as records: a head, rows in portions, an end that counts them. */
export function* checkpointRecords(snapshot: ExportedSnapshot, rowsVersion: number): Generator<string> {
  const { tables, ...head } = snapshot;
  yield encodeRecord({ head: { ...head, rowsVersion, tables: Object.keys(tables) } });
  let count = 0;
  for (const [table, rows] of Object.entries(tables)) {
    for (let at = 0; at < rows.length; at += rowsPerRecord) {
      const portion = rows.slice(at, at + rowsPerRecord);
      count += portion.length;
      yield encodeRecord({ table, rows: portion });
    }
  }
  yield encodeRecord({ end: count });
}

interface Head extends Omit<ExportedSnapshot, "tables"> {
  readonly rowsVersion: number;
  readonly tables: readonly string[];
}

export interface KeptCheckpoint {
  readonly snapshot: ExportedSnapshot;
  readonly version: KeptVersion;
}

/** The snapshot that a file holds; nothing when it is damaged. */
export function readCheckpointFile(path: string): KeptCheckpoint | undefined {
  const { values, state } = decodeRecords(readFileSync(path));
  const [first, ...rest] = values as readonly { head?: Head; table?: string; rows?: readonly JsonObject[]; end?: number }[];
  const last = rest.pop();
  if (state !== "whole" || first?.head === undefined || last?.end === undefined) return undefined;
  const { tables: names, rowsVersion, ...head } = first.head;
  const tables: Record<string, JsonObject[]> = Object.fromEntries(names.map((name) => [name, []]));
  let count = 0;
  for (const { table = "", rows = [] } of rest) {
    const into = tables[table];
    if (into === undefined) return undefined;
    for (const row of rows) into.push(row);
    count += rows.length;
  }
  if (count !== last.end) return undefined;
  return { snapshot: { ...head, tables }, version: { descriptionHash: head.descriptionHash, rowsVersion } };
}
