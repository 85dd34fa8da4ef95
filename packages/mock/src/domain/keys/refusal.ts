import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { KeyRow } from "./table.ts";

/** Why a presented secret of a key is no good. */
export type KeyRefusal = "api_key_invalid" | "api_key_revoked" | "api_key_expired";

/**
 * Judges a presented secret by its hash: the present one of the key, or the one before it during the overlap of a
 * rotation.
 *
 * @param now milliseconds since 1970
 * @returns nothing when the secret is good
 */
export function refusalOfKey(row: KeyRow, hash: string, now: number): KeyRefusal | undefined {
  const previous = row.previousSecret !== null && equalInConstantTime(row.previousSecret.hash, hash) ? row.previousSecret : undefined;
  if (!previous && !equalInConstantTime(row.hash, hash)) return "api_key_invalid";
  const end = endOfKey(row, now);
  return end === undefined && previous && parseTimestamp(previous.expiresAt) <= now ? "api_key_expired" : end;
}

/** How a key has ended, whatever secret is presented; nothing while it has not. */
export function endOfKey(row: KeyRow, now: number): "api_key_revoked" | "api_key_expired" | undefined {
  if (row.revokedAt !== null && parseTimestamp(row.revokedAt) <= now) return "api_key_revoked";
  return row.expiresAt !== null && parseTimestamp(row.expiresAt) <= now ? "api_key_expired" : undefined;
}
