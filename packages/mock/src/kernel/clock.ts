import { MockError } from "../mock-error.ts";
import { parseDuration } from "./duration.ts";
import { HeldWork } from "./held-work.ts";
import { isPromise } from "./maybe-promise.ts";
import { systemTime } from "./system.ts";
import type { SystemTime } from "./system.ts";
import { throwUnhandled } from "./throw-unhandled.ts";
import { formatTimestamp, parseTimestamp } from "./timestamp.ts";
import { WaitingCalls } from "./waiting-calls.ts";
import type { WaitingCall } from "./waiting-calls.ts";

/** What everything that waits asks: clients, sockets, deliveries. */
export interface Clock {
  /** The time now, in milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /**
   * Calls `fn` once, `ms` milliseconds from now.
   *
   * @returns a function that cancels the call; calling it twice, or too late, does nothing
   */
  setTimeout(fn: () => void | Promise<void>, ms: number, options?: TimeoutOptions): () => void;
}

export interface TimeoutOptions {
  /** Whether this wait alone may let the process end. Default `false`, as the platform's own timers. */
  readonly background?: boolean;
}

/** The clock of a world: a {@link Clock} that a test can move. */
export interface WorldClock extends Clock {
  /** `system` follows the system's time (and fake timers); `virtual` starts in 2030 and stands still unless moved. */
  readonly kind: ClockKind;
  /**
   * Moves the clock forward and fires what falls due, in order of due time, then of registration, waiting for what
   * each call returns before the next.
   *
   * @param duration milliseconds, or `"500ms"`, `"90s"`, `"15m"`, `"2h"`, `"30d"`, `"1h30m"`
   * @throws MockError `duration_invalid`, `clock_too_far` when it would lead beyond 9000-01-01T00:00:00.000Z
   */
  advance(duration: string | number): Promise<void>;
  /**
   * Moves the clock forward to an instant, as {@link WorldClock.advance} does.
   *
   * @throws MockError `clock_backwards` when the instant lies before now, `clock_too_far` when it lies beyond
   *   9000-01-01T00:00:00.000Z, `timestamp_invalid` when it is none
   */
  set(date: Date | string | number): Promise<void>;
  /**
   * Makes `advance` and `set` wait for this work before they move on, however it ends. Work that itself waits for
   * this clock is better not held: a move would wait for it until patience runs out.
   */
  hold(work: Promise<unknown>): void;
  /** Calls `fn` after each `advance` and `set`, which wait for it. A fork does not inherit it. */
  onMove(fn: () => Promise<void>): void;
  /** Where the clock stands, as a JSON value: part of a world's state. */
  save(): ClockPosition;
  /** Puts the clock where it stood, backwards too: for restoring a state, never for a test's own moves. */
  load(position: ClockPosition): void;
  /** An independent clock that stands where this one does, with no calls waiting. */
  fork(): WorldClock;
}

export type ClockKind = "system" | "virtual";

/** The offset in milliseconds: from 1970 for a virtual clock, from the system's time for a system clock. */
export type ClockPosition = number;

export interface ClockOptions {
  /** Default `system`. */
  readonly kind?: ClockKind;
  /** Where the system's time and timers come from. Default: the platform's, looked up at each call. */
  readonly system?: SystemTime;
  /**
   * Milliseconds of the system's time that `advance` waits for work which a timer started and which does not end,
   * before it lets the world's time pass over it, so that a timeout on this clock can end it. Default 1,000.
   */
  readonly patienceMs?: number;
}

/**
 * The last instant that a clock can be moved to: 9000-01-01T00:00:00.000Z. Texts of instants have four digits for the
 * year, and what begins at this instant may last for centuries and still end at one that can be written.
 */
export const lastInstant = 221_845_392_000_000;

/** Where virtual clocks start: 2030-01-01T00:00:00.000Z. */
export const virtualStart = 1_893_456_000_000;

/**
 * Makes the clock of a world.
 *
 * Under `system`, `advance` and `set` add an offset to the system's time, and calls that wait are re-armed for it. Under `virtual` the
 * time stands still between moves. In both, a move fires what falls due one call after the other, each at its own
 * due time. Work that a call returns, or that is held, is waited for; other work that it starts gets a turn of the
 * event loop. Work that hangs longer than `patienceMs` is overtaken, so that a timeout on this clock can end it.
 *
 * A call that throws or rejects does not stop the others; the move then rejects with its error, or with an
 * `AggregateError` of several.
 *
 * @example
 * const clock = createClock({ kind: "virtual" });
 * clock.setTimeout(() => console.log("rang"), 90_000);
 * await clock.advance("2m"); // rang
 */
export function createClock(options: ClockOptions = {}): WorldClock {
  const { kind = "system", system = systemTime, patienceMs = 1_000 } = options;
  return new MovableClock(kind, system, patienceMs, kind === "virtual" ? virtualStart : 0);
}

// The platform fires longer waits at once, so they are armed in stages.
const longestWait = 2_147_483_647;

class MovableClock implements WorldClock {
  readonly kind: ClockKind;
  readonly #system: SystemTime;
  readonly #patienceMs: number;
  readonly #calls = new WaitingCalls();
  readonly #work: HeldWork;
  readonly #listeners: (() => Promise<void>)[] = [];
  #offset: number;
  #moves = 0;
  #horizon = 0;

  constructor(kind: ClockKind, system: SystemTime, patienceMs: number, offset: number) {
    this.kind = kind;
    this.#system = system;
    this.#patienceMs = patienceMs;
    this.#work = new HeldWork(system, patienceMs);
    this.#offset = offset;
  }

  now(): number {
    return this.kind === "virtual" ? this.#offset : this.#system.now() + this.#offset;
  }

  setTimeout(fn: () => void | Promise<void>, ms: number, options?: TimeoutOptions): () => void {
    const call: WaitingCall = { fn, due: this.now() + (ms > 0 ? ms : 0), background: options?.background ?? false, disarm: () => {} };
    this.#calls.add(call);
    this.#arm(call);
    return () => this.#calls.remove(call);
  }

  async advance(duration: string | number): Promise<void> {
    const milliseconds = parseDuration(duration);
    await this.#moveTo((this.#moves > 0 ? this.#horizon : this.now()) + milliseconds);
  }

  async set(date: Date | string | number): Promise<void> {
    const target = parseTimestamp(date);
    const now = this.now();
    if (target < now) {
      throw new MockError(
        "clock_backwards",
        `The clock stands at ${formatTimestamp(now)} and cannot go back to ${formatTimestamp(target)}. Restore a snapshot to return to an earlier time.`,
      );
    }
    await this.#moveTo(target);
  }

  hold(work: Promise<unknown>): void {
    this.#work.add(work);
  }

  onMove(fn: () => Promise<void>): void {
    this.#listeners.push(fn);
  }

  save(): ClockPosition {
    return this.#offset;
  }

  load(position: ClockPosition): void {
    this.#offset = position;
    this.#rearm();
  }

  fork(): WorldClock {
    return new MovableClock(this.kind, this.#system, this.#patienceMs, this.#offset);
  }

  async #moveTo(target: number): Promise<void> {
    if (target > lastInstant)
      throw new MockError("clock_too_far", `The clock cannot go beyond ${formatTimestamp(lastInstant)}, so that every expiry has a date that can be written.`);
    // Moves that overlap add up: `advance` counts from where those under way will end.
    this.#horizon = this.#moves > 0 ? Math.max(this.#horizon, target) : target;
    this.#moves++;
    const errors: unknown[] = [];
    try {
      if (!this.#work.isEmpty) await this.#work.quiet();
      for (let next = this.#calls.first; next !== undefined && next.due <= target; next = this.#calls.first) {
        this.#calls.remove(next);
        this.#reach(next.due);
        this.#call(next, errors);
        await this.#work.quiet();
      }
      this.#reach(target);
      this.#rearm();
    } finally {
      this.#moves--;
    }
    for (const listener of this.#listeners) await listener();
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} timers failed while the clock moved.`);
    if (errors.length === 1) throw errors[0];
  }

  #reach(instant: number): void {
    this.#offset += Math.max(0, instant - this.now());
  }

  #call(call: WaitingCall, errors: unknown[]): void {
    try {
      const work = call.fn();
      if (isPromise(work)) this.#work.add(work.catch((error: unknown) => errors.push(error)));
    } catch (error) {
      errors.push(error);
    }
  }

  #arm(call: WaitingCall): void {
    if (this.kind === "virtual") return;
    const wait = Math.max(0, call.due - this.now());
    const stage = Math.min(wait, longestWait);
    const ring = (): void => {
      if (stage < wait) {
        this.#arm(call);
        return;
      }
      this.#calls.remove(call);
      const work = call.fn();
      // Nobody awaits what a call returns outside a move, so its failure is the platform's to report, as with its own timers.
      if (isPromise(work)) this.#work.add(work.catch(throwUnhandled));
    };
    call.disarm = this.#system.setTimeout(ring, stage, call.background);
  }

  #rearm(): void {
    if (this.kind === "virtual") return;
    for (const call of this.#calls) {
      call.disarm();
      this.#arm(call);
    }
  }
}
