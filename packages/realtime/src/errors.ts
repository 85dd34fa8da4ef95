/** Failures of the sockets as the one error that the whole client has. */

import { PlintoError } from "@plinto/core";

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

/** What ended a subscription, as plain data that crosses tabs. */
export interface Ended {
  readonly code: string;
  readonly message: string;
  /** Milliseconds after which the same may succeed. */
  readonly retryAfterMs?: number | undefined;
}

/** A refusal of the server, or its end of a subscription. */
export const refusal = ({ code, message, retryAfterMs }: Ended, cause?: unknown): PlintoError =>
  new PlintoError({ kind: code === "closed" ? "abort" : "api", code, message, retryAfterMs, retryable: retryAfterMs !== undefined, cause });

/** What was to be sent was not, or nobody knows. */
export const notSent = (code: "network_error" | "timeout" | "queue_full" | "closed", message: string): PlintoError =>
  new PlintoError({ kind: code === "closed" ? "abort" : code === "timeout" ? "timeout" : "network", code, message, retryable: code !== "closed" });
