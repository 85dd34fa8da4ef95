import type { Counters } from "./counters.ts";
import type { JsonObject } from "./json.ts";

/** The whole state of a world at one moment. Taking one costs nothing; it holds on to what it shows. */
export interface Snapshot {
  /** The last commit it contains. */
  readonly seq: number;
  readonly descriptionHash: string;
  /** Writes it out, in time that grows with the rows. `JSON.stringify` calls it. */
  toJSON(): ExportedSnapshot;
}

/** A snapshot as JSON: what `exportSnapshot` writes and `importSnapshot` reads. */
export interface ExportedSnapshot {
  readonly format: 1;
  readonly descriptionHash: string;
  /** Names the world it is of: what follows from the seed, such as the keys, fits no other. */
  readonly world: string;
  readonly seq: number;
  readonly counters: Counters;
  /** Rows by table, in the order of their ids; durable timers under `$timers`. */
  readonly tables: Readonly<Record<string, readonly JsonObject[]>>;
}
