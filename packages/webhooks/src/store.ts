/** Where a receiver remembers what it has handled. */

/** What became of an event that was to be handled once. */
export type OnceResult =
  /** Its effect happened now. */
  | { readonly status: "done" }
  /** Its effect happened before. */
  | { readonly status: "duplicate" }
  /** Somebody else is at it. */
  | { readonly status: "in_progress"; readonly retryAfterSeconds: number };

/**
 * Remembers which events had their effect. {@link memoryStore} is one; Redis and PostgreSQL are behind
 * `@plinto/webhooks/redis` and `/postgres`; `storeConformance` of `@plinto/webhooks/testing` proves any other.
 *
 * @typeParam Tx what the handlers write through, where the store has a transaction; `undefined` otherwise
 */
export interface WebhookStore<Tx = undefined> {
  /**
   * Runs `effect` unless this id has had its effect, and remembers that it had. Of several callers with the same id at
   * the same time one runs it, the others get `in_progress` at once or `duplicate` later. When `effect` throws,
   * everything is as if it had never been called, and the error goes on to the caller.
   *
   * @param id of the event
   */
  once(id: string, effect: (tx: Tx) => Promise<void>): Promise<OnceResult>;
}
