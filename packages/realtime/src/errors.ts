/** Failures of the sockets as the one error that the whole client has. */

import { PlintoError, type PlintoErrorKind } from "@plinto/core";

/** Codes that this package itself gives; those of the server are of the catalogue or of its close codes. */
export type RealtimeErrorCode =
  /** An option that is none, or has a value that makes no sense. */
  | "option_invalid"
  /** The runtime has no WebSocket and none was passed. */
  | "websocket_missing"
  /** `onGap: "refetch"` without a `refetch` of the client. */
  | "refetch_missing"
  /** The parameter of a topic is missing or no id. */
  | "topic_invalid"
  /** What was to be sent is no message. */
  | "validation_failed"
  /** A GraphQL document that is none. */
  | "document_invalid"
  /** The client or the subscription was closed. */
  | "closed"
  /** The connection was lost before the server answered. */
  | "network_error"
  /** No connection in time, or no answer. */
  | "timeout"
  /** Too much waits to be sent. */
  | "queue_full"
  /** The session could not give a token, for good. */
  | "credential_failed";

/** Wrong use, found at once. */
export const misuse = (code: RealtimeErrorCode, message: string): PlintoError => new PlintoError({ kind: "config", code, message });

/** What ended or kept something from being done, as plain data that crosses tabs. */
export interface Ended {
  readonly code: string;
  readonly message: string;
  /** Milliseconds after which the same may succeed. */
  readonly retryAfterMs?: number | undefined;
}

/** Where what this package itself says arose, by its code; all else is the server's. */
const KINDS: Readonly<Record<string, PlintoErrorKind>> = { closed: "abort", network_error: "network", queue_full: "network", timeout: "timeout" };

/** What ended a subscription, or kept a message from being sent: the server, or what lies before it. */
export function refusal({ code, message, retryAfterMs }: Ended, cause?: unknown): PlintoError {
  const kind = KINDS[code] ?? "api";
  const retryable = retryAfterMs !== undefined || kind === "network" || kind === "timeout";
  return new PlintoError({ kind, code, message, retryAfterMs, retryable, cause });
}
