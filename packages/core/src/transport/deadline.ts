/** The time of a whole call: retries, waiting and a refresh of the session included. */

import { withTimeLimit } from "./time-limit.ts";
import type { Stage } from "./stage.ts";

/** Ends everything below with `deadline_exceeded`, or with `aborted` when the caller's signal does. */
export const deadline: Stage = (context, next) => {
  const { clock, deadlineMs } = context.transport;
  context.deadlineAt = clock.now() + deadlineMs;
  return withTimeLimit(context, "deadline_exceeded", deadlineMs, next);
};
