import { setTimeout } from "node:timers/promises";

/** The platform's network, looked up at each call. */
export const systemFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

/** Waits by the timer of the platform, or until there is no need any more. */
export const systemPause = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal }).catch(() => {});
