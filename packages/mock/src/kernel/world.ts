import type { WorldClock } from "./clock.ts";
import type { Cause, Commit } from "./commit.ts";
import type { Json } from "./json.ts";
import type { Ledger } from "./ledger.ts";
import type { Derive } from "./secret.ts";
import type { ExportedSnapshot, Snapshot } from "./snapshot.ts";
import type { Readers, Schema } from "./table.ts";
import type { DurableTimer } from "./timer.ts";
import type { Outcome, Transacted, Transaction, Work } from "./transaction.ts";

export interface WorldOptions<S extends Schema, Settings = undefined> {
  readonly schema: S;
  /** The same seed gives the same ids, random bytes and derived secrets. */
  readonly seed: string;
  readonly clock: WorldClock;
  /** Default: a ledger in memory of the world's own. */
  readonly ledger?: Ledger;
  /** Which description the rows belong to; a snapshot of another one is refused. */
  readonly descriptionHash: string;
  /** Anything the world's users want to find on it; the kernel does not look at it. Forks share it. */
  readonly settings?: Settings;
  /**
   * Told of what a commit subscriber, or a timer that fired by itself, threw.
   * Default: thrown again in a microtask of its own, so that it is not overlooked.
   */
  readonly report?: (error: unknown) => void;
}

/** One isolated backend: clock, ids, randomness, secret, tables, timers, ledger. */
export interface World<S extends Schema, Settings = unknown> {
  readonly seed: string;
  readonly descriptionHash: string;
  readonly settings: Settings;
  readonly clock: WorldClock;
  readonly derive: Derive;
  /** The last commit that is in the state; 0 before the first. */
  readonly seq: number;
  /** The committed state at the moment of asking. What you hold keeps showing that moment. */
  readonly read: Readers<S>;

  /**
   * Runs a transaction. `ok` and `refuse` both commit; whatever is thrown rolls everything back and rejects.
   * Transactions run one after another, in the order of the calls.
   *
   * @throws MockError `transaction_nested` when called from inside a transaction
   */
  transact<Result extends Outcome<unknown>>(cause: Cause, work: Work<S, Result>): Promise<Transacted<Result>>;

  /** Calls `fn` after each commit, in order, also after those caught up from other worlds and after restores. Returns the end of it. */
  onCommit(fn: CommitListener): () => void;

  /** Names who performs durable timers of a kind. Forks inherit it. Returns the end of it. @throws MockError `timer_kind_taken` */
  onTimer<Data extends Json, Value>(kind: string, runner: TimerRunner<S, Data, Value>): () => void;
  /** The durable timers that wait, in the order in which they fall due. */
  timers(): readonly DurableTimer[];
  /** Resolves when no transaction waits and no durable timer that is due is being performed. */
  settled(): Promise<void>;

  /** The state as it is now, at no cost. */
  snapshot(): Snapshot;
  /**
   * Puts the state back, clock, ids and randomness included; listeners and runners stay. It is an entry of the ledger like any other.
   *
   * @throws MockError `snapshot_of_other_description`, `snapshot_of_other_world`
   */
  restore(snapshot: Snapshot): Promise<void>;
  /** An independent world in the same state. It inherits the timers' runners, not the listeners. */
  fork(): World<S, Settings>;
  /** Makes the present state the one that `reset` returns to. Until then that is the empty state. */
  markSeeded(): void;
  reset(): Promise<void>;
  /** The world as it was after an earlier commit. */
  at(seq: number): Moment<S, Settings>;

  /** The snapshot as JSON. */
  exportSnapshot(snapshot: Snapshot): ExportedSnapshot;
  /** The snapshot from JSON. @throws MockError `snapshot_of_other_description`, `snapshot_of_other_world`, `snapshot_invalid` */
  importSnapshot(exported: ExportedSnapshot): Snapshot;

  /** Writes down where the clock stands, which otherwise the next commit does. Nothing happens if it has not been moved since. */
  recordClock(): Promise<void>;
  /** Takes in what other worlds, or an earlier process, wrote to the ledger. */
  catchUp(): Promise<void>;
  /** The commits after `seq` that the ledger still has. @throws MockError `ledger_truncated` */
  commitsSince(seq: number): Promise<readonly Commit[]>;
  /** Rewrites the retained commits, for erasing a person from history too, and makes a new checkpoint. */
  rewriteHistory(rewrite: (commit: Commit) => Commit): Promise<void>;
  /** Stops the world's timers. It stays readable. */
  close(): void;
}

/** `here`: this world made the commit; `elsewhere`: another world on the same ledger did. */
export type CommitListener = (commit: Commit, origin: "here" | "elsewhere") => void;

/** An earlier state of a world. Ephemeral tables are empty in it: they have no history. */
export interface Moment<S extends Schema, Settings = unknown> {
  readonly seq: number;
  /** @throws MockError `ledger_truncated` when the ledger does not reach so far back, `seq_unknown` when it lies in the future */
  read(): Promise<Readers<S>>;
  /** An independent world in that state, its clock where it stood. @throws as `read` */
  fork(): Promise<World<S, Settings>>;
}

/** What to do when timers of one kind fall due. */
export interface TimerRunner<S extends Schema, Data extends Json = Json, Value = unknown> {
  /**
   * Runs in the transaction that removes the timer, so its effect happens once, also when several worlds share a
   * ledger or a process dies. Synchronous, and may run again after a conflict.
   *
   * @param world the world in which it fell due: a fork decides about its own
   */
  decide(tx: Transaction<S>, timer: DurableTimer<Data>, world: World<S>): Outcome<Value>;
  /** Runs after that commit, for what takes time; the world's clock waits for it when a test moves it. */
  perform?(performed: PerformedTimer<S, Data, Value>): void | Promise<void>;
}

export interface PerformedTimer<S extends Schema, Data extends Json, Value> {
  readonly timer: DurableTimer<Data>;
  /** What `decide` gave to `ok`; after `refuse` nothing is performed. */
  readonly value: Value;
  readonly commit: Commit;
  /** The world in which it fell due: a fork performs its own. */
  readonly world: World<S>;
}
