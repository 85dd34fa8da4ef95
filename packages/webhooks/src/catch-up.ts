/** Events that are fetched rather than delivered. */

import { WebhookError } from "./errors.ts";
import type { WebhookEvent } from "./event.ts";
import { systemWait } from "./platform.ts";
import type { OnceResult } from "./store.ts";

/** One page of a list of events, oldest first. */
export interface EventPage {
  readonly data: readonly object[];
  /** Where the next page begins; `null` on the last. */
  readonly nextCursor: string | null;
}

/** What events are fetched from, such as `admin.events`. */
export interface EventSource {
  list(parameters: { cursor?: string }): PromiseLike<EventPage>;
}

export interface CatchUpOptions {
  /** Where to begin. Default: at the oldest event that the source has. */
  readonly cursor?: string;
  /** Called after each page with where the next begins, to go on from there after a failure. */
  readonly onCursor?: (cursor: string) => void | Promise<void>;
  /**
   * How long to wait for an event that a delivery is handling, in seconds, asking again each second: it may fail there.
   * Then the run stops before that event. Default 60, as long as a lease.
   */
  readonly waitSeconds?: number;
  /** Waits so many seconds. Default: the timer of the machine. */
  readonly wait?: (seconds: number) => Promise<void>;
}

/** What became of the events that were fetched. */
export interface CatchUpResult {
  readonly done: number;
  readonly duplicates: number;
  readonly unhandled: number;
  /**
   * 1 when a delivery was handling an event for longer than `waitSeconds`: the run stopped before it, and is to be
   * repeated from `cursor`. Otherwise 0.
   */
  readonly inProgress: number;
  /** Where the page began that the run ended with, to begin there next time; nothing when that was the first of all. */
  readonly cursor: string | undefined;
}

/** What became of one event. */
export type TakenEvent = OnceResult | { readonly status: "unhandled" };

/**
 * Hands every event of the source to `take`, one after the other, and counts what became of them.
 *
 * @throws WebhookError `option_invalid`
 */
export async function catchUpFrom(
  source: EventSource,
  take: (event: WebhookEvent) => Promise<TakenEvent>,
  { cursor: first, onCursor, waitSeconds = 60, wait = systemWait }: CatchUpOptions,
): Promise<CatchUpResult> {
  if (!(waitSeconds >= 0)) throw new WebhookError("option_invalid", "waitSeconds of catchUp has to be 0 or more.");
  const counts = { done: 0, duplicate: 0, unhandled: 0, in_progress: 0 };
  let cursor = first;
  const result = (): CatchUpResult => ({
    done: counts.done,
    duplicates: counts.duplicate,
    unhandled: counts.unhandled,
    inProgress: counts.in_progress,
    cursor,
  });

  const settled = async (event: WebhookEvent): Promise<TakenEvent["status"]> => {
    for (let left = waitSeconds; ; left -= 1) {
      const { status } = await take(event);
      if (status !== "in_progress" || left <= 0) return status;
      await wait(Math.min(1, left));
    }
  };

  for (;;) {
    const page = await source.list(cursor === undefined ? {} : { cursor });
    for (const event of page.data) {
      counts[await settled(event as WebhookEvent)] += 1;
      // Past it, no later run would come back to it, should the delivery fail.
      if (counts.in_progress > 0) return result();
    }
    if (page.nextCursor === null) return result();
    cursor = page.nextCursor;
    await onCursor?.(cursor);
  }
}
