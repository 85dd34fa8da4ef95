import type { Random } from "../../kernel/random.ts";
import type { RetryPolicy } from "./table.ts";

/** After 1 s, 5 s, 30 s, 5 min and 30 min; 30 s for an answer. */
export const defaultRetryPolicy: RetryPolicy = { delaysSeconds: [1, 5, 30, 300, 1800], timeoutSeconds: 30 };

/** The part of a delay that chance adds or takes away, so that what failed together does not come again together. */
const jitter = 0.2;

/** The longest that an answer can ask us to wait. */
const longestAskedMs = 24 * 60 * 60 * 1000;

/**
 * How long to wait after a failure, in milliseconds; nothing when that was the last attempt.
 *
 * @param failures how many attempts have failed, this one included
 * @param askedMs what the answer asked for by `Retry-After`
 */
export function delayAfter({ delaysSeconds }: RetryPolicy, failures: number, random: Random, askedMs: number | undefined): number | undefined {
  const delay = delaysSeconds[failures - 1];
  if (delay === undefined) return undefined;
  const steps = 2000;
  const spread = 1 - jitter + (2 * jitter * random.integer(steps + 1)) / steps;
  return Math.max(Math.round(delay * 1000 * spread), Math.min(askedMs ?? 0, longestAskedMs));
}

/** What `Retry-After` asks for in milliseconds (RFC 9110 section 10.2.3): seconds, or a date. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  // Of what begins otherwise, `Date.parse` makes a date that nobody meant.
  const date = /^[A-Z][a-z]{2,8},? /.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
