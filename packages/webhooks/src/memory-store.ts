/** Remembering within one process. */

import { WebhookError } from "./errors.ts";
import { systemClock } from "./platform.ts";
import type { Clock } from "./ports.ts";
import type { WebhookStore } from "./store.ts";

export interface MemoryStoreOptions {
  /** How long a handler has, in seconds, before its event may be handled again. Longer than the slowest handler. Default 60. */
  readonly leaseSeconds?: number;
  /** How long an event is remembered after its effect, in seconds. Default 31 days, a day more than a dead letter is kept. */
  readonly keepSeconds?: number;
  /** How many events are remembered; beyond that the oldest are forgotten. Default 100,000. */
  readonly maxEvents?: number;
  /** The time. Default: the clock of the machine. */
  readonly clock?: Clock;
}

/**
 * Remembers events until the process ends: for tests, for development, and for a single process whose handlers may
 * run again after a restart. For several processes it is the wrong store: each would handle every event.
 *
 * @throws WebhookError `option_invalid`
 *
 * @example
 * const receiver = createWebhookReceiver({ secrets, store: memoryStore() });
 */
export function memoryStore(options: MemoryStoreOptions = {}): WebhookStore {
  const { leaseSeconds = 60, keepSeconds = 31 * 86_400, maxEvents = 100_000, clock = systemClock } = options;
  if (!(leaseSeconds > 0) || !(keepSeconds > 0) || !(maxEvents >= 1))
    throw new WebhookError("option_invalid", "leaseSeconds, keepSeconds and maxEvents of memoryStore have to be positive.");
  const running = new Map<string, { readonly untilMs: number }>();
  // In the order of their effects, so that what is forgotten first stands first.
  const doneUntilMs = new Map<string, number>();
  const forget = (): void => {
    for (const [id, untilMs] of doneUntilMs) {
      if (untilMs > clock.now() && doneUntilMs.size <= maxEvents) return;
      doneUntilMs.delete(id);
    }
  };
  return {
    async once(id, effect) {
      forget();
      if (doneUntilMs.has(id)) return { status: "duplicate" };
      const leftMs = (running.get(id)?.untilMs ?? 0) - clock.now();
      if (leftMs > 0) return { status: "in_progress", retryAfterSeconds: Math.min(1, leftMs / 1000) };
      const claim = { untilMs: clock.now() + leaseSeconds * 1000 };
      running.set(id, claim);
      try {
        await effect(undefined);
        // Anew where one whose lease ran out was faster, so that it stands in its order.
        doneUntilMs.delete(id);
        doneUntilMs.set(id, clock.now() + keepSeconds * 1000);
      } finally {
        // Of a late one the claim is somebody else's by now.
        if (running.get(id) === claim) running.delete(id);
      }
      forget();
      return { status: "done" };
    },
  };
}
