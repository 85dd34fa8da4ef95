import type { Commit } from "./commit.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { ExportedSnapshot, Snapshot } from "./snapshot.ts";

/** Where commits go, and come back from: memory, a file, IndexedDB, a shared log. One world or several write to it. */
export interface Ledger {
  /**
   * Adds a commit if the last one is `expectedSeq` (0: none yet), so `commit.seq` is `expectedSeq + 1`; else answers
   * `conflict` and adds nothing. It answers when the commit is as safe as this ledger makes it. A ledger that needs
   * not wait answers at once, not with a promise, and spares each transaction the detour.
   */
  append(expectedSeq: number, commit: Commit): MaybePromise<"ok" | "conflict">;
  /**
   * The commits after `seq`, in order; none when `seq` is the last.
   *
   * @throws MockError `ledger_truncated` when it no longer has the commit that follows `seq`
   */
  since(seq: number): MaybePromise<readonly Commit[]>;
  /** Whether it has grown so much that it wants a checkpoint before it lets go of old commits. Asked after each append. */
  checkpointDue(): boolean;
  /**
   * Takes a checkpoint. It may let go of commits up to `snapshot.seq` now, and should keep what retention allows.
   *
   * @param forget when given, commits up to this one must go
   */
  writeCheckpoint(snapshot: Snapshot, forget?: number): MaybePromise<void>;
  /** The last checkpoint: from it and the commits since, a world that has seen neither can be built. */
  readCheckpoint(): MaybePromise<Snapshot | ExportedSnapshot | undefined>;
  /** Replaces each retained commit by what `rewrite` makes of it (same `seq`): for erasing a person from history. */
  rewrite(rewrite: (commit: Commit) => Commit): MaybePromise<void>;
  /** An independent ledger with the commits up to `seq`, for a fork. Without it a fork starts a ledger in memory with no past. */
  fork?(seq: number): Ledger;
}
