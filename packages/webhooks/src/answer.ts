/** What a receiver answers, apart from how a framework sends it. */

import { isWebhookError, type WebhookError, type WebhookErrorCode } from "./errors.ts";
import type { OnceResult } from "./store.ts";

/** What became of a delivery. */
export type WebhookOutcome = OnceResult["status"] | "unhandled" | "refused" | "failed" | "method_not_allowed";

/** An answer to send. */
export interface WebhookAnswer {
  readonly outcome: WebhookOutcome;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Codes that are not the sender's fault but a mistake in the receiving program: the sender is to try again. */
const ours: ReadonlySet<WebhookErrorCode> = new Set<WebhookErrorCode>([
  "body_not_raw",
  "body_already_read",
  "secret_missing",
  "secret_malformed",
  "secret_too_short",
  "secret_kind_mismatch",
  "option_invalid",
]);

const unbelieved: ReadonlySet<WebhookErrorCode> = new Set<WebhookErrorCode>([
  "timestamp_too_old",
  "timestamp_in_future",
  "signature_mismatch",
  "signature_version_unsupported",
  "key_retired",
]);

/** The answer to an event that was verified. */
export function answerTo(result: OnceResult | { readonly status: "unhandled" }): WebhookAnswer {
  if (result.status !== "in_progress") return { outcome: result.status, status: 204, headers: {}, body: null };
  const headers = { "retry-after": String(Math.max(1, Math.ceil(result.retryAfterSeconds))) };
  return { outcome: "in_progress", status: 409, headers, body: null };
}

/** The answer to a delivery that could not be read or verified: it is refused, unless something else went wrong. */
export function answerToError(error: unknown): WebhookAnswer {
  if (!isWebhookError(error)) return handlerFailed;
  return problem("refused", statusOf(error), error.code, titleOf(error));
}

/** The answer to another method than POST. */
export const methodNotAllowed: WebhookAnswer = { outcome: "method_not_allowed", status: 405, headers: { allow: "POST" }, body: null };

function statusOf({ code }: WebhookError): number {
  if (ours.has(code)) return 500;
  if (unbelieved.has(code)) return 401;
  return code === "body_too_large" ? 413 : 400;
}

/** What concerns this program alone stays in its log. */
function titleOf({ code, message }: WebhookError): string {
  return ours.has(code) ? "The receiver is not set up to verify this delivery." : message;
}

/** The answer to a delivery whose handler threw, or the store. */
export const handlerFailed: WebhookAnswer = /* @__PURE__ */ problem("failed", 500, "handler_failed", "The handler of this event failed.");

/** RFC 9457. */
function problem(outcome: WebhookOutcome, status: number, code: string, title: string): WebhookAnswer {
  return { outcome, status, headers: { "content-type": "application/problem+json" }, body: JSON.stringify({ type: "about:blank", title, status, code }) };
}
