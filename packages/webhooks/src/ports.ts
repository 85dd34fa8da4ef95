/** What this package takes from outside. */

/** Time as the verifier sees it. The clock of a mock fits, and so does that of a client. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
