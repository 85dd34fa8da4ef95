/** Repeats an attempt whose failure may pass. */

import { isPlintoError } from "../errors.ts";
import { isBrowser } from "../platform.ts";
import { nameOf } from "./context.ts";
import { MAX_RETRY_AFTER_MS, backoffMs } from "./retry-timing.ts";
import { untilAborted } from "./time-limit.ts";
import type { Stage } from "./stage.ts";

/**
 * Waits and tries again: with the same bytes and, for mutations, the same idempotency key, so that a repeated attempt
 * cannot take effect twice. Gives up when the server asks for more than a minute or the deadline comes first.
 */
export const retry: Stage = async (context, next) => {
  const { clock, random, log, retry: usual } = context.transport;
  const options = { ...usual, ...context.options.retry };
  for (let attempt = 1; ; attempt++) {
    context.attempts++;
    try {
      return await next();
    } catch (error) {
      const repeatable =
        isPlintoError(error) &&
        error.retryable &&
        attempt <= options.retries &&
        context.replayable &&
        // Chromium repeats a 408 by itself.
        !(error.status === 408 && isBrowser());
      const delayMs = repeatable ? (error.retryAfterMs ?? backoffMs(attempt, options, random)) : Infinity;
      if (delayMs > MAX_RETRY_AFTER_MS || clock.now() + delayMs >= (context.deadlineAt ?? 0)) throw error;
      log("info", `${nameOf(context)} is repeated`, () => ({ attempt, delayMs, error }));
      let cancel: (() => void) | undefined;
      const delay = (): Promise<void> => new Promise((resolve) => (cancel = clock.setTimeout(resolve, delayMs)));
      // Under the deadline there always is a signal.
      await untilAborted(context.signal as AbortSignal, delay).finally(() => cancel?.());
    }
  }
};
