/** The defaults for what comes from outside: the only file that reaches for globals. */

import type { Clock, Fetch } from "./sync/ports.ts";

/** The clock of the machine, looked up at each call, so that fake timers installed later are followed. */
export const systemNow = (): number => Date.now();

interface Host {
  Deno?: { unrefTimer?(timer: number): void };
}

/** The clock of the machine with its timers, looked up at each call. */
export const systemClock: Clock = {
  now: systemNow,
  setTimeout: (callback, ms, { background = false } = {}) => {
    const timer = setTimeout(() => void callback(), ms) as unknown as number & { unref?(): void };
    // Node and Bun give an object; Deno a number, and a function beside it. Elsewhere no timer keeps anything alive.
    if (background) (timer.unref?.bind(timer) ?? (globalThis as Host).Deno?.unrefTimer)?.(timer);
    return () => clearTimeout(timer);
  },
};

/** The global `fetch`, looked up at each call. */
export const systemFetch: Fetch = (url, init) => fetch(url, init);

/** Verification by Web Crypto. */
export const systemSubtle = (): Pick<SubtleCrypto, "importKey" | "verify"> => crypto.subtle;

/** Whether this is a page, where a secret key is everybody's. */
export const isBrowser = (): boolean => typeof window !== "undefined" && typeof document !== "undefined";

/** Web Crypto. */
export const systemRandom = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
