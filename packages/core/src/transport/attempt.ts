/** One attempt: its own time, and an event when it has ended. */

import type { PlintoError } from "../errors.ts";
import { withTimeLimit } from "./time-limit.ts";
import type { Stage } from "./stage.ts";

/** Ends an attempt with `timeout`, reading the body included, and tells the `attempt` hooks. */
export const attempt: Stage = async (context, next) => {
  const { call, options, transport } = context;
  const { clock, hooks } = transport;
  const at = clock.now();
  const ended = (status: number | undefined, error?: PlintoError): void =>
    hooks.emit("attempt", { call, at, durationMs: clock.now() - at, attempt: context.attempts, status, error });
  try {
    const answer = await withTimeLimit(context, "timeout", options.timeoutMs ?? transport.timeoutMs, next);
    ended(answer.status);
    return answer;
  } catch (error) {
    // Below an attempt nothing else is thrown.
    ended((error as PlintoError).status, error as PlintoError);
    throw error;
  }
};
