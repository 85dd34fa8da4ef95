/** The defaults for everything that comes from outside: the only file that reaches for globals. */

import type { ChannelFactory, Clock, Fetch, Locks, LogEntry, PasskeyContainer, Random, StorageArea } from "./ports.ts";

/** The clock of the machine. Looked up at each call, so that fake timers installed later are followed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Web Crypto. */
export const systemRandom: Random = { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };

/** The SHA-256 of a text, by Web Crypto. */
export const sha256 = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));

/** The global `fetch`, looked up at each call, so that what is patched in later is used. */
export const systemFetch: Fetch = (url, init) => fetch(url, init);

/** Whether this is a page: secret keys are refused here and a session is held without being asked. */
export const isBrowser = (): boolean => typeof window !== "undefined" && typeof document !== "undefined";

/** Web Locks of the page, where the browser has them. */
export const systemLocks = (): Locks | undefined =>
  isBrowser() && navigator.locks ? { request: (name, options, work) => navigator.locks.request(name, options, work) } : undefined;

/** BroadcastChannel of the page, where the browser has it. */
export const systemChannel = (): ChannelFactory | undefined =>
  isBrowser() && typeof BroadcastChannel !== "undefined" ? (name) => new BroadcastChannel(name) : undefined;

/** `navigator.credentials` of the page, where the browser has WebAuthn. Pages without a secure context have not. */
export const systemCredentials = (): PasskeyContainer | undefined =>
  isBrowser() && typeof PublicKeyCredential === "function" ? navigator.credentials : undefined;

/** Whether the browser can offer passkeys in the autofill of a field. */
export const offersPasskeysInAutofill = async (): Promise<boolean> =>
  systemCredentials() !== undefined && ((await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false);

/** `localStorage` of the page. */
export const systemStorageArea = (): StorageArea => localStorage;

/** Whether an area is there for later tabs too: all but `sessionStorage` are. */
export const outlivesTab = (area: StorageArea): boolean => !isBrowser() || area !== sessionStorage;

/** Calls `listener` whenever another tab writes `key`. */
export const onStorageEvent = (key: string, listener: () => void): (() => void) => {
  const receive = (event: StorageEvent): void => {
    // A null key tells that the whole area was cleared.
    if (event.key === key || event.key === null) listener();
  };
  if (!isBrowser()) return () => {};
  window.addEventListener("storage", receive);
  return () => window.removeEventListener("storage", receive);
};

/** The console. */
export const writeToConsole = ({ level, message, ...facts }: LogEntry): void => {
  console[level](`[plinto] ${message}`, facts);
};
