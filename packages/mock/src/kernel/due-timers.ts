import { MockError } from "../mock-error.ts";
import type { WorldClock } from "./clock.ts";
import type { Json } from "./json.ts";
import type { Schema, TableReader } from "./table.ts";
import { timersTableName } from "./timer.ts";
import type { DurableTimer } from "./timer.ts";
import { ok } from "./transaction.ts";
import type { Transaction } from "./transaction.ts";
import type { PerformedTimer, TimerRunner, World } from "./world.ts";

/** Runners by kind. It is replaced, never changed, so that a fork can share it. */
export type TimerRunners<S extends Schema> = Readonly<Record<string, TimerRunner<S>>>;

export interface DueTimersOptions<S extends Schema> {
  readonly world: World<S>;
  readonly clock: WorldClock;
  readonly runners: TimerRunners<S>;
  /** The durable timers as they are committed now. */
  readonly timers: () => TableReader<DurableTimer, "byDue">;
  readonly report: (error: unknown) => void;
}

/** Performs the durable timers of a world when its clock passes their time. */
export class DueTimers<S extends Schema> {
  readonly #options: DueTimersOptions<S>;
  readonly #performing = new Set<Promise<void>>();
  #runners: TimerRunners<S>;
  #disarm: (() => void) | undefined;
  #deciding = false;
  #closed = false;

  constructor(options: DueTimersOptions<S>) {
    this.#options = options;
    this.#runners = options.runners;
  }

  get runners(): TimerRunners<S> {
    return this.#runners;
  }

  /** @throws MockError `timer_kind_taken` */
  register(kind: string, runner: TimerRunner<S>): () => void {
    if (Object.hasOwn(this.#runners, kind)) {
      throw new MockError("timer_kind_taken", `Timers of kind "${kind}" have a runner already. End that registration first, or use another kind.`);
    }
    this.#runners = { ...this.#runners, [kind]: runner };
    this.arm();
    return () => {
      const { [kind]: registered, ...others } = this.#runners;
      if (registered === runner) this.#runners = others;
    };
  }

  /** Waits for the first timer that has a runner, or performs it if it is due; to be called whenever timers change. */
  arm(): void {
    // The decision that is under way looks again when it is done.
    if (this.#deciding) return;
    this.#disarm?.();
    this.#disarm = undefined;
    const { clock } = this.#options;
    const next = this.#next();
    if (next === undefined) return;
    const wait = next.dueAt - clock.now();
    if (wait > 0) this.#disarm = clock.setTimeout(() => this.#performDue(), wait, { background: true });
    else clock.hold(this.#performDue());
  }

  /** Resolves when nothing is being performed. */
  async idle(): Promise<void> {
    while (this.#performing.size > 0) await Promise.all(this.#performing);
  }

  close(): void {
    this.#closed = true;
    this.#disarm?.();
  }

  #next(): DurableTimer | undefined {
    if (this.#closed || Object.keys(this.#runners).length === 0) return undefined;
    // Timers that nobody performs wait for a runner, and must not keep others from their turn.
    for (const timer of this.#options.timers().scan("byDue", [])) if (Object.hasOwn(this.#runners, timer.kind)) return timer;
    return undefined;
  }

  #performDue(): Promise<void> {
    const work = this.#decideAll();
    this.#performing.add(work);
    void work.then(() => this.#performing.delete(work));
    return work;
  }

  /** Decides one after the other; what takes time then goes on side by side, or one slow receiver would delay all others. */
  async #decideAll(): Promise<void> {
    const performed: Promise<void>[] = [];
    this.#deciding = true;
    try {
      for (let timer = this.#next(); timer !== undefined && timer.dueAt <= this.#options.clock.now(); timer = this.#next()) {
        performed.push(...(await this.#decide(timer)));
      }
      this.#deciding = false;
      this.arm();
    } catch (error) {
      // Not even the timer could be removed. Trying again at once would never end; the next change of timers tries again.
      this.#deciding = false;
      this.#options.report(error);
    }
    await Promise.all(performed);
  }

  async #decide(timer: DurableTimer): Promise<readonly Promise<void>[]> {
    const { world, report } = this.#options;
    const runner = this.#runners[timer.kind] as TimerRunner<S>;
    const cause = { operationId: timer.kind, requestId: timer.id, actor: null };
    let taken = false;
    try {
      const decided = await world.transact(cause, (tx) => {
        taken = takeTimer(tx, timer);
        return taken ? runner.decide(tx, timer, world) : ok(undefined);
      });
      if (!taken || !decided.ok || runner.perform === undefined) return [];
      return [this.#perform(runner, { timer, value: decided.value, commit: decided, world })];
    } catch (error) {
      report(error);
      // A timer whose decision fails would fail for ever.
      await world.transact(cause, (tx) => ok(takeTimer(tx, timer)));
      return [];
    }
  }

  async #perform(runner: TimerRunner<S>, performed: PerformedTimer<S, Json, unknown>): Promise<void> {
    try {
      await runner.perform?.(performed);
    } catch (error) {
      this.#options.report(error);
    }
  }
}

/** Removes a timer; `false` when it is gone, or has been set anew under the same id. */
function takeTimer<S extends Schema>(tx: Transaction<S>, timer: DurableTimer): boolean {
  const timers = (tx as unknown as Readonly<Record<typeof timersTableName, TableReader<DurableTimer>>>)[timersTableName];
  return timers.get(timer.id)?.order === timer.order && tx.cancel(timer.id);
}
