import { isMockError, MockError } from "../mock-error.ts";
import type { WorldClock } from "./clock.ts";
import type { Cause, Commit, Restored } from "./commit.ts";
import type { CompiledSchema, CompiledTable } from "./compiled-schema.ts";
import type { Counters } from "./counters.ts";
import { DueTimers } from "./due-timers.ts";
import type { TimerRunners } from "./due-timers.ts";
import { followCommit, undoCommits } from "./history.ts";
import { sealJson } from "./json.ts";
import type { Ledger } from "./ledger.ts";
import { andThen, isPromise } from "./maybe-promise.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import { createMemoryLedger } from "./memory-ledger.ts";
import { createRandom } from "./random.ts";
import type { OpenReaders } from "./readers.ts";
import type { Derive } from "./secret.ts";
import type { ExportedSnapshot, Snapshot } from "./snapshot.ts";
import type { Readers, Schema, TableReader } from "./table.ts";
import { StoredTableReader } from "./table-reader.ts";
import type { StoreState, TableState } from "./table-state.ts";
import type { DurableTimer } from "./timer.ts";
import type { Outcome, Transacted, Work } from "./transaction.ts";
import type { OpenTransaction, TransactionEnd, TransactionStart } from "./transaction-scope.ts";
import { Turnstile } from "./turnstile.ts";
import type { CommitListener, Moment, TimerRunner, World } from "./world.ts";
import { openSnapshot, requireSameWorld, WorldSnapshot } from "./world-snapshot.ts";

/** What a world shares with its forks. */
export interface WorldKind<S extends Schema, Settings> {
  readonly seed: string;
  /** Follows from the seed: tells whose snapshot one is. */
  readonly name: string;
  readonly descriptionHash: string;
  readonly settings: Settings;
  readonly report: (error: unknown) => void;
  readonly schema: CompiledSchema;
  readonly timersTable: CompiledTable;
  readonly derive: Derive;
  readonly randomSeed: Uint8Array;
  readonly openReaders: OpenReaders<S>;
  readonly openTransaction: (start: TransactionStart) => OpenTransaction<S>;
}

/** All that changes in a world: replaced as a whole, never changed. */
export interface Standing {
  readonly state: StoreState;
  readonly seq: number;
  readonly counters: Counters;
}

export interface WorldStart<S extends Schema> {
  readonly clock: WorldClock;
  readonly ledger: Ledger;
  /** Where the clock stood before the first commit. */
  readonly origin: number;
  readonly start: Standing;
  readonly seeded?: Standing;
  readonly runners: TimerRunners<S>;
}

/** The world behind {@link World}: it owns the standing, and everything that replaces it goes through one turnstile. */
export class KernelWorld<S extends Schema, Settings> implements World<S, Settings> {
  readonly clock: WorldClock;
  readonly #kind: WorldKind<S, Settings>;
  readonly #ledger: Ledger;
  readonly #origin: number;
  readonly #turnstile = new Turnstile();
  readonly #timers: DueTimers<S>;
  #listeners: readonly CommitListener[] = [];
  #standing: Standing;
  #seeded: Standing;
  #readers: Readers<S> | undefined;
  #inTransaction = false;

  constructor(kind: WorldKind<S, Settings>, { clock, ledger, origin, start, seeded = start, runners }: WorldStart<S>) {
    this.clock = clock;
    this.#kind = kind;
    this.#ledger = ledger;
    this.#origin = origin;
    this.#standing = start;
    this.#seeded = seeded;
    this.#timers = new DueTimers<S>({ world: this, clock, runners, timers: () => this.#timerReader(), report: kind.report });
    this.#timers.arm();
  }

  get seed(): string {
    return this.#kind.seed;
  }

  get descriptionHash(): string {
    return this.#kind.descriptionHash;
  }

  get settings(): Settings {
    return this.#kind.settings;
  }

  get derive(): Derive {
    return this.#kind.derive;
  }

  get seq(): number {
    return this.#standing.seq;
  }

  get read(): Readers<S> {
    return (this.#readers ??= this.#kind.openReaders(this.#standing.state));
  }

  transact<Result extends Outcome<unknown>>(cause: Cause, work: Work<S, Result>): Promise<Transacted<Result>> {
    if (this.#inTransaction) {
      throw new MockError(
        "transaction_nested",
        "A transaction was started inside another one. Do its work with the tx at hand, or start it from a commit listener.",
      );
    }
    const sealed = sealJson(cause, "The cause of a transaction");
    return this.#turnstile.enter(() => this.#attempt(sealed, work));
  }

  onCommit(fn: CommitListener): () => void {
    const listener: CommitListener = (commit, origin) => fn(commit, origin);
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  onTimer(kind: string, runner: unknown): () => void {
    return this.#timers.register(kind, runner as TimerRunner<S>);
  }

  timers(): readonly DurableTimer[] {
    return this.#timerReader().scan("byDue", []).toArray();
  }

  async settled(): Promise<void> {
    // What is performed can start transactions, and those can set timers that are due.
    for (let before = -1; before !== this.seq;) {
      before = this.seq;
      await this.#turnstile.idle();
      await this.#timers.idle();
    }
  }

  snapshot(): Snapshot {
    const { state, seq, counters } = this.#standingNow();
    const { schema, descriptionHash, name } = this.#kind;
    return new WorldSnapshot({ schema, state, seq, counters, descriptionHash, world: name });
  }

  async restore(snapshot: Snapshot): Promise<void> {
    const content = openSnapshot(snapshot, this.#kind.schema, this.descriptionHash);
    requireSameWorld(content, this.#kind.name);
    await this.#turnstile.enter(() => this.#replace("restore", content));
  }

  markSeeded(): void {
    this.#seeded = this.#standingNow();
  }

  reset(): Promise<void> {
    return this.#turnstile.enter(() => this.#replace("reset", this.#seeded));
  }

  fork(): World<S, Settings> {
    const start = this.#standingNow();
    return this.#forkFrom(start, this.#seeded, this.clock.fork());
  }

  at(seq: number): Moment<S, Settings> {
    return {
      seq,
      read: async () => this.#kind.openReaders((await this.#standingAt(seq)).state),
      fork: async () => {
        const start = await this.#standingAt(seq);
        const clock = this.clock.fork();
        clock.load(start.counters.clock);
        return this.#forkFrom(start, this.#seeded, clock);
      },
    };
  }

  exportSnapshot(snapshot: Snapshot): ExportedSnapshot {
    return snapshot.toJSON();
  }

  importSnapshot(exported: ExportedSnapshot): Snapshot {
    const content = openSnapshot(exported, this.#kind.schema, this.descriptionHash);
    requireSameWorld(content, this.#kind.name);
    return new WorldSnapshot(content);
  }

  recordClock(): Promise<void> {
    return this.#turnstile.enter(() => this.#recordClock());
  }

  catchUp(): Promise<void> {
    return this.#turnstile.enter(() => this.#follow());
  }

  async commitsSince(seq: number): Promise<readonly Commit[]> {
    return this.#ledger.since(seq);
  }

  rewriteHistory(rewrite: (commit: Commit) => Commit): Promise<void> {
    return this.#turnstile.enter(async () => {
      await this.#follow();
      let restoredAt = 0;
      await this.#ledger.rewrite((commit) => {
        if (commit.restored !== undefined) restoredAt = commit.seq;
        return Object.freeze({ ...rewrite(commit), seq: commit.seq });
      });
      // A restore holds whole states, which cannot be rewritten: the history up to it goes.
      await this.#ledger.writeCheckpoint(this.snapshot(), restoredAt);
    });
  }

  close(): void {
    this.#timers.close();
  }

  #attempt<Result extends Outcome<unknown>>(cause: Cause, work: Work<S, Result>): MaybePromise<Transacted<Result>> {
    const { state, seq, counters } = this.#standing;
    const now = this.clock.now();
    const open = this.#kind.openTransaction({ state, now, ids: counters.ids, random: createRandom(this.#kind.randomSeed, counters.random) });
    let outcome: Result;
    this.#inTransaction = true;
    try {
      outcome = requireOutcome(work(open.tx));
    } finally {
      this.#inTransaction = false;
    }
    const end = open.end();
    const standing = { state: end.state, counters: { ids: end.ids, random: end.random, clock: this.clock.save() } };
    if (end.changes.length === 0 && end.events.length === 0) {
      this.#stand({ ...standing, seq });
      return transacted({ ...commitOf({ seq, now, cause, outcome, end }, standing.counters), appended: false }, outcome);
    }
    const commit = Object.freeze(commitOf({ seq: seq + 1, now, cause, outcome, end }, standing.counters));
    return andThen(this.#ledger.append(seq, commit), (answer) => {
      if (answer === "conflict") return this.#follow().then(() => this.#attempt(cause, work));
      this.#stand({ ...standing, seq: commit.seq });
      this.#tell(commit, "here");
      return andThen(this.#keepCheckpoint(), () => transacted({ ...commit, appended: true }, outcome));
    });
  }

  #recordClock(): MaybePromise<void> {
    const { state, seq, counters: before } = this.#standing;
    const counters = Object.freeze({ ...before, clock: this.clock.save() });
    if (counters.clock === before.clock) return;
    const cause = Object.freeze({ operationId: "moveClock", requestId: "moveClock", actor: null });
    const commit: Commit = Object.freeze({ seq: seq + 1, at: this.clock.now(), cause, outcome: "ok", changes: [], events: [], counters });
    return andThen(this.#ledger.append(seq, commit), (answer) => {
      if (answer === "conflict") return this.#follow().then(() => this.#recordClock());
      this.#stand({ state, counters, seq: commit.seq });
      this.#tell(commit, "here");
      return this.#keepCheckpoint();
    });
  }

  #replace(operationId: string, target: Standing): MaybePromise<void> {
    const from = this.snapshot();
    const { schema, descriptionHash, name } = this.#kind;
    const to = new WorldSnapshot({ ...target, schema, descriptionHash, world: name });
    const seq = this.seq + 1;
    const commit: Commit = Object.freeze({
      seq,
      at: this.clock.now(),
      cause: Object.freeze({ operationId, requestId: operationId, actor: null }),
      outcome: "ok",
      changes: [],
      events: [],
      counters: target.counters,
      restored: restoredOf(from, to),
    });
    return andThen(this.#ledger.append(this.seq, commit), (answer) => {
      if (answer === "conflict") return this.#follow().then(() => this.#replace(operationId, target));
      this.clock.load(target.counters.clock);
      this.#stand({ state: target.state, counters: target.counters, seq });
      this.#tell(commit, "here");
      return this.#keepCheckpoint();
    });
  }

  /** Takes in what others wrote. */
  async #follow(): Promise<void> {
    let commits: readonly Commit[];
    try {
      commits = await this.#ledger.since(this.seq);
    } catch (error) {
      const checkpoint = isMockError(error, "ledger_truncated") ? await this.#ledger.readCheckpoint() : undefined;
      if (checkpoint === undefined || checkpoint.seq <= this.seq) throw error;
      const { state, seq, counters } = openSnapshot(checkpoint, this.#kind.schema, this.descriptionHash);
      this.#followClock(counters.clock);
      this.#stand({ state, seq, counters });
      commits = await this.#ledger.since(seq);
    }
    for (const commit of commits) {
      const { state, counters } = this.#standing;
      const next = followCommit(this.#kind.schema, state, commit, this.descriptionHash);
      if (commit.restored === undefined) {
        this.#followClock(commit.counters.clock);
        // Numbers that this world has drawn without a commit stay drawn.
        const { ids, random, clock } = commit.counters;
        this.#stand({ state: next, seq: commit.seq, counters: { ids: Math.max(ids, counters.ids), random: Math.max(random, counters.random), clock } });
      } else {
        this.clock.load(commit.counters.clock);
        this.#stand({ state: next, seq: commit.seq, counters: commit.counters });
      }
      this.#tell(commit, "elsewhere");
    }
  }

  #followClock(position: number): void {
    if (position > this.clock.save()) this.clock.load(position);
  }

  #stand(standing: Standing): void {
    const before = this.#standing;
    this.#standing = standing;
    if (standing.state === before.state) return;
    this.#readers = undefined;
    const { position } = this.#kind.timersTable;
    if (standing.state[position] !== before.state[position]) this.#timers.arm();
  }

  #tell(commit: Commit, origin: "here" | "elsewhere"): void {
    for (const listener of this.#listeners) {
      try {
        listener(commit, origin);
      } catch (error) {
        this.#kind.report(error);
      }
    }
  }

  #keepCheckpoint(): MaybePromise<void> {
    if (this.#ledger.checkpointDue()) return this.#ledger.writeCheckpoint(this.snapshot());
  }

  /** The standing with the clock where it is by now. */
  #standingNow(): Standing {
    const { state, seq, counters } = this.#standing;
    return { state, seq, counters: { ids: counters.ids, random: counters.random, clock: this.clock.save() } };
  }

  async #standingAt(seq: number): Promise<Standing> {
    const now = this.#standingNow();
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > now.seq) {
      throw new MockError("seq_unknown", `There is no commit ${seq}: the last one is ${now.seq}. Ask for a whole number from 0 to that.`, {
        facts: { last: now.seq },
      });
    }
    if (seq === now.seq) return now;
    const commits = (await this.#ledger.since(Math.max(seq - 1, 0))).filter((commit) => commit.seq <= now.seq);
    const last = commits[0]?.seq === seq ? commits[0] : undefined;
    const undone = last === undefined ? commits : commits.slice(1);
    const state = undoCommits(this.#kind.schema, now.state, undone, this.descriptionHash);
    return { state, seq, counters: last?.counters ?? { ids: 0, random: 0, clock: this.#origin } };
  }

  #forkFrom(start: Standing, seeded: Standing, clock: WorldClock): World<S, Settings> {
    const ledger = this.#ledger.fork?.(start.seq) ?? createMemoryLedger({ after: start.seq });
    return new KernelWorld(this.#kind, { clock, ledger, origin: this.#origin, start, seeded, runners: this.#timers.runners });
  }

  #timerReader(): TableReader<DurableTimer, "byDue"> {
    const { timersTable } = this.#kind;
    const state = this.#standing.state[timersTable.position] as TableState;
    return new StoredTableReader(timersTable, state) as unknown as TableReader<DurableTimer, "byDue">;
  }
}

function requireOutcome<Result extends Outcome<unknown>>(outcome: Result): Result {
  if (isPromise<unknown>(outcome)) {
    // Its failure must not be a second, unhandled error.
    outcome.catch(() => {});
    throw new MockError(
      "transaction_async",
      "A transaction's function returned a promise. Await what you need before the transaction, and write without await.",
    );
  }
  if (typeof (outcome as { ok?: unknown } | undefined)?.ok === "boolean") return outcome;
  throw new MockError("outcome_missing", "A transaction's function returned neither ok(…) nor refuse(…). Return one of them.");
}

interface CommitFacts {
  readonly seq: number;
  readonly now: number;
  readonly cause: Cause;
  readonly outcome: Outcome<unknown>;
  readonly end: TransactionEnd;
}

function commitOf({ seq, now, cause, outcome, end }: CommitFacts, counters: Counters): Commit {
  const { changes, events } = end;
  return { seq, at: now, cause, outcome: outcome.ok ? "ok" : Object.freeze({ refused: outcome.code }), changes, events, counters: Object.freeze(counters) };
}

function transacted<Result extends Outcome<unknown>>(commit: Commit & { readonly appended: boolean }, outcome: Result): Transacted<Result> {
  // The two arms of the type, which follows from the function's own outcomes.
  const done = outcome.ok ? { ...commit, ok: true, value: outcome.value } : { ...commit, ok: false, refusal: outcome };
  return done as unknown as Transacted<Result>;
}

function restoredOf(from: Snapshot, to: Snapshot): Restored {
  return { from, to, toJSON: () => ({ to }) } as Restored;
}
