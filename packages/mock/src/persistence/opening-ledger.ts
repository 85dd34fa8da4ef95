import type { Commit } from "../kernel/commit.ts";
import type { Ledger } from "../kernel/ledger.ts";
import type { MaybePromise } from "../kernel/maybe-promise.ts";
import { createMemoryLedger } from "../kernel/memory-ledger.ts";
import type { ExportedSnapshot, Snapshot } from "../kernel/snapshot.ts";
import { MockError } from "../mock-error.ts";

/** A ledger that is still being opened: who comes early waits, who comes later does not. */
export class OpeningLedger implements Ledger {
  readonly #opening: Promise<Ledger>;
  #ledger: Ledger | undefined;

  constructor(opening: Promise<Ledger>) {
    this.#opening = opening.then((ledger) => (this.#ledger = ledger));
    // Whoever waits for it is told; nobody else needs to be.
    this.#opening.catch(() => {});
  }

  append(expectedSeq: number, commit: Commit): MaybePromise<"ok" | "conflict"> {
    return this.#with((ledger) => ledger.append(expectedSeq, commit));
  }

  since(seq: number): MaybePromise<readonly Commit[]> {
    return this.#with((ledger) => ledger.since(seq));
  }

  checkpointDue(): boolean {
    return this.#ledger?.checkpointDue() ?? false;
  }

  writeCheckpoint(snapshot: Snapshot, forget?: number): MaybePromise<void> {
    return this.#with((ledger) => ledger.writeCheckpoint(snapshot, forget));
  }

  readCheckpoint(): MaybePromise<Snapshot | ExportedSnapshot | undefined> {
    return this.#with((ledger) => ledger.readCheckpoint());
  }

  rewrite(rewrite: (commit: Commit) => Commit): MaybePromise<void> {
    return this.#with((ledger) => ledger.rewrite(rewrite));
  }

  fork(seq: number): Ledger {
    if (this.#ledger === undefined) throw new MockError("not_ready", "The world is still being opened. Await mock.ready() before you fork it.");
    // Where the log stays in its place, a fork begins without a past.
    return this.#ledger.fork?.(seq) ?? createMemoryLedger({ after: seq });
  }

  #with<T>(use: (ledger: Ledger) => MaybePromise<T>): MaybePromise<T> {
    return this.#ledger === undefined ? this.#opening.then(use) : use(this.#ledger);
  }
}
