/** What the client takes from outside: time, randomness, network, locks and channels between tabs. */

/**
 * Time as the client sees it. A mock hands in its own clock, so that expiry, back-off and deadlines move with it.
 *
 * @example
 * const clock: Clock = { now: () => 0, setTimeout: (callback) => { callback(); return () => {}; } };
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `callback` once after `ms` milliseconds; the returned function cancels it. */
  setTimeout(callback: () => void, ms: number): () => void;
}

/** Source of random bytes: idempotency keys, trace ids and jitter come from it. */
export interface Random {
  /** Returns `length` fresh bytes. */
  bytes(length: number): Uint8Array;
}

/** The network. The global `fetch` fits, and so does the `fetch` of a mock. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * The part of the Web Locks API that the session uses (`navigator.locks` fits).
 * A lock that is never granted delays a refresh by three seconds and never blocks it.
 */
export interface Locks {
  /** Runs `work` while the lock `name` is held; gives up waiting when `signal` aborts. */
  request(name: string, options: { signal: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

/** The part of a BroadcastChannel that the session uses. Messages never carry a token. */
export interface Channel {
  /** Sends to every other channel of the same name. */
  postMessage(message: unknown): void;
  /** Receives what the others send. Written as a method type, so that a BroadcastChannel fits with its own event. */
  onmessage: { receive(event: { data: unknown }): void }["receive"] | null;
  /** Stops sending and receiving. */
  close(): void;
}

/** Opens the channel called `name`. */
export type ChannelFactory = (name: string) => Channel;

/** The part of the Web Storage API that `webStorage` uses. */
export interface StorageArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** One line of the log: plain data, redacted before it is made. */
export interface LogEntry {
  readonly level: "error" | "warn" | "info" | "debug";
  /** What happened, for people. */
  readonly message: string;
  /** Milliseconds since the epoch, on the client's clock. */
  readonly at: number;
  /** Facts that belong to the line, such as `operationId`, `status` or redacted `headers`. */
  readonly [fact: string]: unknown;
}

/**
 * The part of the Credential Management API that passkeys use: `navigator.credentials` fits, and so do the `credentials`
 * of an authenticator of a mock.
 */
export interface PasskeyContainer {
  /** Makes a passkey. */
  create(options?: { publicKey?: unknown; signal?: AbortSignal }): Promise<unknown>;
  /** Signs with a passkey. */
  get(options?: { publicKey?: unknown; signal?: AbortSignal; mediation?: string }): Promise<unknown>;
}
