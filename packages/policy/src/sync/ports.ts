/** What a policy client takes from outside. */

/** Time and timers. The clock of a client of `@plinto/core` fits, and so does that of a mock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Runs `callback` once after `ms` milliseconds; the returned function cancels it. With `background` the wait keeps no
   * process alive. A clock that moves by itself may wait for what the callback returns.
   */
  setTimeout(callback: () => void | Promise<void>, ms: number, options?: { readonly background?: boolean }): () => void;
}

/** The network. The global `fetch` fits, and so does that of a mock. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
