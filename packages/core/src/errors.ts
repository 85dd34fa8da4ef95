/** The one error of this package: what went wrong, as facts that a program can act on. */

import type { ErrorCode } from "@plinto/spec";
import { scrub } from "./redact.ts";

/**
 * Where a failure arose. `api`: the server answered and refused · `network`: no answer · `timeout`: no answer in time ·
 * `abort`: the caller's signal, or somebody else signed in meanwhile · `config`: wrong use, found before any request · `passkey`: the browser or its person gave
 * no passkey.
 */
export type PlintoErrorKind = "api" | "network" | "timeout" | "abort" | "config" | "passkey";

/** Codes that this package itself gives to a call. */
export type CallErrorCode =
  /** No answer, or half of one. */
  | "network_error"
  /** One attempt took longer than `timeoutMs`, and so did its repetitions. */
  | "timeout"
  /** The call took longer than `deadlineMs`. */
  | "deadline_exceeded"
  /** The signal of the call options aborted it. */
  | "aborted"
  /** Somebody else has signed in or out since the call was made, so it was not repeated, or what it answered does not count. */
  | "session_changed"
  /** An answer that is not from a Plinto API, such as a proxy's page. */
  | "unexpected_response"
  /** 304: `ifNoneMatch` still matches. */
  | "not_modified"
  /** A path parameter is absent, empty or made of dots. */
  | "parameter_missing"
  /** A parameter is not JSON, or a header cannot be sent. */
  | "request_invalid"
  /** A session operation without storage, outside a browser. */
  | "session_storage_required"
  /** A sign-in is continued that was not begun. */
  | "pending_token_missing"
  /** A time or a number of retries that is none; of a client, too. */
  | "option_invalid"
  /** A key, token or id that no header can carry; of a client, too. */
  | "credential_malformed";

/** Codes for wrong use that is found before any call. */
export type SetupErrorCode =
  | "option_unknown"
  | "base_url_invalid"
  | "key_kind_mismatch"
  | "secret_key_in_browser"
  /** The `session` of a client that `withSession` made. */
  | "session_unavailable"
  /** `toArray` without a bound. */
  | "max_invalid";

/** Codes of `createPasskey` and `getPasskey`. */
export type PasskeyErrorCode =
  /** The person said no, waited too long, or has no passkey here. Browsers do not tell which. */
  | "passkey_cancelled"
  /** The authenticator has a passkey of this person already. */
  | "passkey_exists"
  /** The page may not use passkeys of this domain. */
  | "passkey_origin_invalid"
  /** The browser or its authenticators cannot do what is asked for. */
  | "passkey_unsupported"
  /** Whatever else a browser says; it is the `cause`. */
  | "passkey_failed";

/** Codes of `@plinto/core/sign-in`, beside those of the API and of passkeys. */
export type SignInErrorCode =
  /** `finishProvider` or `endProviderTrip` in a tab that has begun nothing, or with an address that belongs to another trip. */
  | "provider_not_begun"
  /** The provider let nobody in, and did not say why in a word that could be a code. */
  | "provider_refused"
  /** What an action has called, such as a port or a listener, has thrown something else; it is the `cause`. */
  | "action_failed"
  /** The person did not want to prove herself again: the `cause` of the `step_up_required` that the operation fails with. */
  | "step_up_cancelled";

/** Every code that this version knows. */
export type KnownErrorCode = ErrorCode | CallErrorCode | SetupErrorCode | PasskeyErrorCode | SignInErrorCode;

/** One fault of a request, as the server lists them (RFC 9457 extension `errors`). */
export interface FieldError {
  /** JSON pointer (RFC 6901) to the member of the request, for example `/email`. */
  readonly pointer: string;
  /** What is wrong, for people. */
  readonly message: string;
  /** What is wrong, for programs. */
  readonly code: string;
}

/** The facts that a {@link PlintoError} is made of. */
export interface PlintoErrorFacts<Code extends string = string> {
  kind: PlintoErrorKind;
  code: Code;
  message: string;
  status?: number | undefined;
  requestId?: string | undefined;
  traceId?: string | undefined;
  operationId?: string | undefined;
  errors?: readonly FieldError[];
  retryable?: boolean;
  retryAfterMs?: number | undefined;
  attempts?: number;
  details?: Readonly<Record<string, unknown>>;
  cause?: unknown;
}

const BRAND = Symbol.for("@plinto/core/error");

/**
 * Every failure of this package. Recognise it with {@link isPlintoError}, not with `instanceof`: an application may
 * hold two copies of the package. The `code` is stable, the `message` is for people and may change.
 *
 * @example
 * try {
 *   await plinto.organizations.create({ name: "Acme", slug: "acme" });
 * } catch (error) {
 *   if (isPlintoError(error, "slug_taken")) suggestAnotherSlug();
 *   else throw error;
 * }
 */
export class PlintoError<Code extends string = string> extends Error {
  /** Where the failure arose. */
  declare readonly kind: PlintoErrorKind;
  /** Stable name of the failure. Codes of the server that this version does not know keep their string. */
  declare readonly code: Code;
  /** HTTP status, where the server answered. */
  declare readonly status: number | undefined;
  /** `Plinto-Request-Id` of the answer: quote it in a support request. */
  declare readonly requestId: string | undefined;
  /** Trace id (W3C Trace Context) that the call was sent with. */
  declare readonly traceId: string | undefined;
  /** The operation that failed, where it is known. */
  declare readonly operationId: string | undefined;
  /** Every fault of the request, each with a JSON pointer. Empty when the server lists none. */
  declare readonly errors: readonly FieldError[];
  /** Whether the same call can succeed when it is made again later. */
  declare readonly retryable: boolean;
  /** Milliseconds that the server asks to wait before the next attempt. */
  declare readonly retryAfterMs: number | undefined;
  /** Attempts that were made; 0 when none was. */
  declare readonly attempts: number;
  /** Remaining members of the problem document, such as `challenge`. Not printed by `toJSON`. */
  declare readonly details: Readonly<Record<string, unknown>>;

  constructor({ message, cause, details = {}, ...facts }: PlintoErrorFacts<Code>) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { errors: [], retryable: false, attempts: 0 }, facts);
    // Not enumerable, so that printing an error does not show what a server may have put into the details.
    Object.defineProperties(this, { name: { value: "PlintoError" }, details: { value: details }, [BRAND]: {} });
  }

  /** Message and facts, safe to log: never headers, bodies, details or the cause. */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

/**
 * Tells whether `error` is a {@link PlintoError}, and optionally whether it has this `code`. Recognises errors of
 * another copy of the package.
 *
 * @example
 * if (isPlintoError(error, "rate_limited")) showRetryIn(error.retryAfterMs);
 */
export function isPlintoError(error: unknown): error is PlintoError;
export function isPlintoError<const Code extends KnownErrorCode | (string & {})>(error: unknown, code: Code): error is PlintoError<Code>;
export function isPlintoError(error: unknown, code?: string): boolean {
  // Object() makes the `in` safe for anything that can be thrown.
  return BRAND in Object(error) && (code === undefined || (error as PlintoError).code === code);
}

/** Wrong use of the package: thrown before any request, early and exact. */
export function configError(code: CallErrorCode | SetupErrorCode, message: string, operationId?: string): PlintoError {
  return new PlintoError({ kind: "config", code, message, operationId });
}

/** Text of a server for a message: people read it in logs, so nothing that looks like a token stays in it. */
export function withoutSecrets(value: unknown): string {
  return typeof value === "string" ? scrub(value) : "";
}
