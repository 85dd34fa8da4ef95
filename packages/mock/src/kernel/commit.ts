import type { Counters } from "./counters.ts";
import type { JsonObject } from "./json.ts";
import type { ExportedSnapshot, Snapshot } from "./snapshot.ts";
import type { Row } from "./table.ts";

/** Who and what caused a commit; written into it as it is. */
export interface Cause {
  /** The operation of the description, or a name in the same style for what no request asked for. */
  readonly operationId: string;
  readonly requestId: string;
  /** Who acted, as JSON; `null` when nobody did. */
  readonly actor: JsonObject | null;
}

/** What became of one row in one commit: `before` null for a new row, `after` null for a deleted one. */
export interface Change {
  readonly table: string;
  readonly id: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** A fact that a transaction emitted. The kernel knows only its type. */
export interface EmittedEvent {
  readonly type: string;
}

/** One entry of the ledger: everything that one transaction did. Frozen JSON, apart from `restored`. */
export interface Commit {
  /** 1 for the first; each commit is one more than the one before it, restores included. */
  readonly seq: number;
  /** Milliseconds since 1970: the `now` of its transaction. */
  readonly at: number;
  readonly cause: Cause;
  readonly outcome: "ok" | { readonly refused: string };
  /** One per row, in the order in which the rows were first touched. Durable timers are rows of `$timers`. */
  readonly changes: readonly Change[];
  readonly events: readonly EmittedEvent[];
  /** Where the generators and the clock stood after it. */
  readonly counters: Counters;
  /** Only in the entry that a restore or reset makes: the state is replaced as a whole, and `changes` is empty. */
  readonly restored?: Restored;
}

/** A state that replaced another. As JSON it is only `to`. */
export interface Restored {
  /** The state from here on; as JSON once it has been written out and read back. */
  readonly to: Snapshot | ExportedSnapshot;
  /** The state before, while it is at hand: without it no `at` reaches back beyond this entry. */
  readonly from?: Snapshot;
}
