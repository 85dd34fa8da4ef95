/** How long to wait before the next attempt. */

import type { RetryOptions } from "../call-options.ts";
import type { Random } from "../ports.ts";

/** Longest wait that a server may ask for and get; beyond it the caller decides. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds that the server asks to wait: `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), else what
 * a 429 says in `RateLimit` or in the older `RateLimit-Reset`.
 */
export function readRetryAfter(headers: Headers, status: number, now: number): number | undefined {
  const reset = (): string | null => /\bt=(\d+)/.exec(headers.get("ratelimit") ?? "")?.[1] ?? headers.get("ratelimit-reset");
  const value = headers.get("retry-after") ?? (status === 429 && reset());
  if (!value) return undefined;
  const ms = /\D/.test(value) ? Date.parse(value) - now : Number(value) * 1000;
  return ms > 0 ? ms : ms <= 0 ? 0 : undefined;
}

/** Exponential back-off with full jitter: anything between zero and the bound of this attempt. */
export function backoffMs(attempt: number, { minDelayMs, maxDelayMs }: RetryOptions, random: Random): number {
  const [byte = 0] = random.bytes(1);
  return (byte / 256) * Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
}
