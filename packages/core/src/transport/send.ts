/** The one place that calls fetch. */

import { redact } from "../redact.ts";
import type { CallContext } from "./stage.ts";

/** Builds fresh arguments for this attempt, logs them without secrets, and sends. */
export function send({ url, call, headers, body = null, options, signal, attempts, transport }: CallContext): Promise<Response> {
  const { method, path } = call;
  transport.log("debug", `${method} ${path}`, () => ({
    attempt: attempts,
    query: redact(new URLSearchParams(url.split("?")[1])),
    headers: redact(headers),
  }));
  return transport.fetch(url, { ...options, method, headers: new Headers(headers), body, signal: signal ?? null });
}
