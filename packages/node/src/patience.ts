/** Calls to the API that a request waits for. */

import { isPlintoError, type PlintoError } from "@plinto/core";

/** Better to say soon that there is no answer. */
export const patience = { timeoutMs: 5_000, retry: { retries: 1, maxDelayMs: 500 } };

/** Whole seconds to wait, as the API asks for. */
export function retryAfter(error: unknown): number {
  return Math.max(1, Math.ceil(((isPlintoError(error) && error.retryAfterMs) || 0) / 1000));
}

/** What to say where the API did not tell `what`, and when to ask again. Never has a credential in it. */
export function untold(what: string, error: PlintoError): { readonly message: string; readonly retryAfterSeconds: number } {
  const { code, status } = error;
  const hint = status === 401 || status === 403 ? " Check the secretKey of the verifier." : "";
  return { message: `The API did not say ${what} (${code}).${hint}`, retryAfterSeconds: retryAfter(error) };
}
