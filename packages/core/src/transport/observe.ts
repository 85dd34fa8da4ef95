/** Tells the hooks how a call began and ended. */

import { nameOf } from "./context.ts";
import type { Stage } from "./stage.ts";

/** Emits `request`, then `response` or `error`, and warns once per operation that the server calls deprecated. */
export const observe: Stage = async (context, next) => {
  const { call, headers, transport } = context;
  const { clock, hooks, log, deprecated } = transport;
  const at = clock.now();
  const ended = (): { durationMs: number; attempts: number } => ({ durationMs: clock.now() - at, attempts: context.attempts });
  hooks.emit("request", { call, at, headers });
  try {
    const answer = await next();
    const { status, headers: received } = answer;
    const requestId = received.get("plinto-request-id") ?? undefined;
    hooks.emit("response", { call, at, ...ended(), status, requestId, replayed: received.has("idempotency-replayed") });
    const name = nameOf(context);
    if (received.has("deprecation") && !deprecated.has(name)) {
      deprecated.add(name);
      log("warn", `${name} is deprecated`, () => ({ sunset: received.get("sunset") }));
    }
    return answer;
  } catch (error) {
    hooks.emit("error", { call, at, ...ended(), error });
    throw error;
  }
};
