import { setTimeout } from "node:timers/promises";

/** The platform's network, looked up at each call. */
export const systemFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

/** The secret key that the environment of the process names. */
export const environmentSecretKey = (): string | undefined => process.env["PLINTO_SECRET_KEY"];

/** Waits by the timer of the platform, or until there is no need any more. */
export const systemPause = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal }).catch(() => {});
