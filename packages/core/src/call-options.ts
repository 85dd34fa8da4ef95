/** Options of a single call, the last argument of every operation. */

/** How a call is repeated after a failure that may pass. */
export interface RetryOptions {
  /** Attempts after the first one. Default 2; 0 turns retries off. */
  retries: number;
  /** Upper bound of the first delay in milliseconds; doubles with each attempt. Default 500. */
  minDelayMs: number;
  /** Upper bound of every delay in milliseconds. Default 8,000. A `Retry-After` of the server goes first, up to 60 s. */
  maxDelayMs: number;
}

/**
 * Options of one call.
 *
 * @example
 * await plinto.organizations.update({ orgId, name: "Acme" }, { ifMatch: etag, timeoutMs: 5_000 });
 */
export interface CallOptions {
  /** Sent as `If-Match` (RFC 9110): the call is refused with `precondition_failed` when the resource has changed. */
  ifMatch?: string;
  /**
   * Sent as `If-None-Match` (RFC 9110). An unchanged resource (304) has no data, so it is reported as a
   * `PlintoError` with the code `not_modified`.
   */
  ifNoneMatch?: string;
  /** Aborts the call at any stage, waiting included; the error is kind `abort`, code `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds for one attempt, reading the body included. Default: the client's `timeoutMs`. */
  timeoutMs?: number;
  /** Sent as `Idempotency-Key` by mutations, the same for every attempt. Default: 32 random hexadecimal digits. */
  idempotencyKey?: string;
  /** Further headers. They go before the client's own ones. */
  headers?: Record<string, string>;
  /** Overrides single fields of the client's retry options. */
  retry?: Partial<RetryOptions>;
}
