import type { Clock } from "../../../src/sync.ts";

/** A clock that moves when a test says so, and waits for what its timers start. */
export interface HandClock extends Clock {
  advance(ms: number): Promise<void>;
  set(moment: number): void;
  /** Milliseconds until each timer that is waiting. */
  waiting(): number[];
}

export function handClock(start: number = Date.parse("2026-03-02T10:00:00Z")): HandClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void | Promise<void> }>();
  return {
    now: () => now,
    setTimeout(callback, ms) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        await next.callback();
      }
      now = end;
    },
    set: (moment) => void (now = moment),
    waiting: () => [...timers].map(({ at }) => at - now).sort((a, b) => a - b),
  };
}
