/** What a close means, by its range (spec/realtime.md, "Close codes"). */

/** `final`: it makes no sense to come back · `renew`: with a fresh credential, at once · `later`: after the server's delay · `lost`: without positions · `retry`: with back-off. */
export type CloseMeaning = "final" | "renew" | "later" | "lost" | "retry";

/** What the server adds to a close: all are optional. */
export interface CloseHint {
  readonly code?: string | undefined;
  readonly delayMs?: number | undefined;
  readonly windowMs?: number | undefined;
}

const MEANINGS: readonly CloseMeaning[] = ["final", "renew", "later", "lost"];

/** Codes that a client does not know are understood by their range. */
export const closeMeaning = (code: number): CloseMeaning => (code >= 4000 ? MEANINGS[Math.floor((code - 4000) / 100)] : undefined) ?? "retry";

/** Reads the reason of a close; what is no hint is none. */
export function readCloseHint(reason: string): CloseHint {
  try {
    const { code, delayMs, windowMs } = Object(JSON.parse(reason)) as Record<string, unknown>;
    return { code: typeof code === "string" ? code : undefined, delayMs: waitIn(delayMs), windowMs: waitIn(windowMs) };
  } catch {
    return {};
  }
}

const waitIn = (value: unknown): number | undefined => (typeof value === "number" && value >= 0 && value <= 600_000 ? value : undefined);
