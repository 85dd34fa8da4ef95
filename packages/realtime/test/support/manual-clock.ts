/** A clock that stands still until a test moves it, and whose time can jump beside its timers. */

import type { Clock } from "@plinto/core";

export class ManualClock implements Clock {
  #now = Date.UTC(2030, 0, 1);
  #elapsed = 0;
  #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): () => void {
    const timer = { at: this.#elapsed + ms, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the time that is told, not the timers: the machine slept, or somebody set the clock. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Moves on, firing what falls due in order, and lets everything that follows from each timer happen. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#move(Math.max(this.#elapsed, next.at));
      next.callback();
      await settled();
    }
    this.#move(end);
  }

  #move(elapsed: number): void {
    this.#now += elapsed - this.#elapsed;
    this.#elapsed = elapsed;
  }
}

/** Resolves when the promise reactions that are due have run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await Promise.resolve();
}

/** Resolves when what waits for an answer over HTTP has had it as well. */
export async function answered(): Promise<void> {
  await settled();
  await new Promise((resolve) => setImmediate(resolve));
  await settled();
}
