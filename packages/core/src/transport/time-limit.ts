/** Work that ends when its time is over or its caller gives up, whether or not the network notices. */

import { isPlintoError } from "../errors.ts";
import { callError } from "./context.ts";
import type { CallContext } from "./stage.ts";

/**
 * Runs `work` under a signal of its own, for at most `ms` milliseconds, and no longer than the context's signal: what
 * `AbortSignal.any` does, which edge runtimes lack. Without `ms` only the outer signal ends it.
 */
export async function withTimeLimit<T>(
  context: CallContext,
  code: "timeout" | "deadline_exceeded",
  ms: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const outer = context.signal;
  const controller = new AbortController();
  const { signal } = controller;
  const follow = (): void => {
    const cause: unknown = outer?.reason;
    // A reason of ours comes from a limit above; any other one is the caller's.
    controller.abort(isPlintoError(cause) ? cause : callError(context, { kind: "abort", code: "aborted", message: "aborted by its signal", cause }));
  };
  const expire = (): void => controller.abort(callError(context, { kind: "timeout", code, message: `not done in ${ms} ms`, retryable: true }));
  const cancel = ms && context.transport.clock.setTimeout(expire, ms);
  if (outer?.aborted) follow();
  outer?.addEventListener("abort", follow);
  context.signal = signal;
  try {
    return await untilAborted(signal, work);
  } finally {
    if (cancel) cancel();
    // A caller's signal may live as long as the application.
    outer?.removeEventListener("abort", follow);
    // Once the whole call is over its signal stays, so that whatever still waits for something finds it aborted.
    if (code === "timeout" || !signal.aborted) context.signal = outer;
  }
}

/** Waits for `work`, but rejects with the signal's reason once it aborts. The signal must not outlive the call. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw signal.reason;
  return Promise.race([
    // First, so that what the work does at once cannot be missed.
    new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    work(),
  ]);
}
