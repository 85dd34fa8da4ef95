/** The one error of this package: why a delivery was refused, as facts that a program can act on. */

/** Why the headers of a delivery are refused. */
export type HeaderErrorCode =
  /** `webhook-id`, `webhook-timestamp` or `webhook-signature` is absent or empty. */
  | "header_missing"
  /** One of them came twice. */
  | "header_duplicated"
  /** One of them is longer than any sender makes it. */
  | "header_too_long"
  /** The id has a dot, a space, or a character that is not ASCII. */
  | "id_malformed"
  /** The timestamp is not a plain decimal number of seconds. */
  | "timestamp_malformed"
  /** No signature is of the form `version,base64`. */
  | "signature_malformed"
  /** More than 16 signatures. */
  | "signatures_too_many"
  /** Signatures only of versions that none of the keys is for. */
  | "signature_version_unsupported";

/** Why a well-formed delivery is not believed. */
export type SignatureErrorCode =
  /** Signed longer ago than `toleranceSeconds`. */
  | "timestamp_too_old"
  /** Signed further ahead of this clock than `toleranceSeconds`. */
  | "timestamp_in_future"
  /** No key made any of the signatures. */
  | "signature_mismatch"
  /** A key made it that has been retired since. */
  | "key_retired";

/** Why a body cannot be read, or is no event although its signature holds. */
export type BodyErrorCode =
  /** A parsed object arrived, whose bytes are lost. */
  | "body_not_raw"
  /** Somebody read the request before. */
  | "body_already_read"
  /** Longer than `maxBodyBytes`. */
  | "body_too_large"
  /** Broken off before its end: whoever sent it went away. */
  | "body_incomplete"
  /** Verified, but not UTF-8. */
  | "payload_not_utf8"
  /** Verified, but not JSON. */
  | "payload_not_json"
  /** Verified, but without the members that every event has. */
  | "payload_not_event";

/** Wrong use, found at construction or at the first call. */
export type SetupErrorCode =
  /** No secret: an environment variable that is not set, as a rule. */
  | "secret_missing"
  /** The secret is not base64 after its prefix. */
  | "secret_malformed"
  /** Shorter than 24 bytes. */
  | "secret_too_short"
  /** A key of another kind: `whpk_` without `ed25519`, or a private key where a public one belongs. */
  | "secret_kind_mismatch"
  /** An option has a value that makes no sense. */
  | "option_invalid"
  /** Two handlers for one type. */
  | "handler_duplicated";

/** Every code of this package. */
export type WebhookErrorCode = HeaderErrorCode | SignatureErrorCode | BodyErrorCode | SetupErrorCode;

/** What is known about a failure. Never a secret, a signature or a body. */
export interface WebhookErrorFacts {
  /** The header that is at fault. */
  readonly header?: string;
  /** How far the timestamp lies behind this clock, in seconds; negative when it lies ahead. */
  readonly skewSeconds?: number;
  /** The key that made the signature, where one is known to have made it. */
  readonly keyId?: string;
  /** Whether the signature held before this failed: then the sender is at fault, not an attacker. */
  readonly verified?: boolean;
  /** What broke the body, in development: see `@plinto/webhooks/explain`. */
  readonly explanation?: string;
  readonly cause?: unknown;
}

const BRAND = Symbol.for("@plinto/webhooks/error");

/**
 * Every failure of this package. Recognise it with {@link isWebhookError}, not with `instanceof`: an application may
 * hold two copies of the package. The `code` is stable, the `message` is for people and may change.
 *
 * @example
 * try {
 *   await verifyWebhook(body, headers, secret);
 * } catch (error) {
 *   if (isWebhookError(error, "timestamp_too_old")) console.warn(`The clock is off by ${error.skewSeconds} s`);
 *   else throw error;
 * }
 */
export class WebhookError<Code extends WebhookErrorCode = WebhookErrorCode> extends Error {
  /** Stable name of the failure. */
  declare readonly code: Code;
  /** The header that is at fault. */
  declare readonly header: string | undefined;
  /** How far the timestamp lies behind this clock, in seconds; negative when it lies ahead. */
  declare readonly skewSeconds: number | undefined;
  /** The key that made the signature, where one is known to have made it. */
  declare readonly keyId: string | undefined;
  /** Whether the signature held before this failed. */
  declare readonly verified: boolean;
  /** What broke the body, where `explain` is given and finds it. */
  declare readonly explanation: string | undefined;

  constructor(code: Code, message: string, { cause, ...facts }: WebhookErrorFacts = {}) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { code, verified: false }, facts);
    Object.defineProperties(this, { name: { value: "WebhookError" }, [BRAND]: {} });
  }

  /** Message and facts, safe to log. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

/**
 * Tells whether `error` is a {@link WebhookError}, and optionally whether it has this `code`. Recognises errors of
 * another copy of the package.
 *
 * @example
 * if (isWebhookError(error)) return new Response(error.code, { status: 400 });
 */
export function isWebhookError(error: unknown): error is WebhookError;
export function isWebhookError<const Code extends WebhookErrorCode>(error: unknown, code: Code): error is WebhookError<Code>;
export function isWebhookError(error: unknown, code?: string): boolean {
  // Object() makes the `in` safe for anything that can be thrown.
  return BRAND in Object(error) && (code === undefined || (error as WebhookError).code === code);
}
