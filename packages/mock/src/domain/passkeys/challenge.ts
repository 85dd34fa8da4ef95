import { toBase64Url } from "../../kernel/base64url.ts";
import type { Derive } from "../../kernel/secret.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import { refuseCredential, type CredentialRefusal } from "./refusal.ts";
import type { PasskeyChallengeRow } from "./table.ts";

/** How long a browser and its person have, in milliseconds. */
export const challengeLifeMs: number = 5 * 60 * 1000;

/** Who may answer a challenge, and what for. */
export interface ChallengeUse {
  readonly purpose: PasskeyChallengeRow["purpose"];
  /** The session or the pending sign-in of the call; null at a sign-in. */
  readonly holder: string | null;
}

export type ChallengeRefusal = CredentialRefusal | Refusal<"challenge_expired", Record<never, never>>;

/** Makes a challenge, good once and for five minutes. */
export function insertChallenge(tx: MockTransaction, values: Omit<PasskeyChallengeRow, "id" | "expiresAt" | "usedAt">): PasskeyChallengeRow {
  // One that is over is still told from one that never was, for as long as it was good.
  dropOld(tx.passkeyChallenges, "byExpiry", tx.now - challengeLifeMs);
  return tx.passkeyChallenges.insert({ ...values, id: tx.id("chl"), expiresAt: tx.now + challengeLifeMs, usedAt: null });
}

/** The 32 bytes that are signed, in base64url. They follow from the row, so a repeated answer can show them again. */
export function spellChallenge({ id, purpose, userId, holder, expiresAt }: PasskeyChallengeRow, derive: Derive): string {
  return toBase64Url(derive("webauthn-challenge", id, purpose, userId ?? "", holder ?? "", expiresAt));
}

/** Takes a challenge for its one answer. It is used up from now on, whatever the answer is worth. */
export function takeChallenge(tx: MockTransaction, id: string, { purpose, holder }: ChallengeUse): Ok<PasskeyChallengeRow> | ChallengeRefusal {
  const row = tx.passkeyChallenges.get(id);
  if (!row || row.purpose !== purpose || row.holder !== holder) return refuseCredential("challenge_unknown");
  if (row.usedAt !== null) return refuseCredential("challenge_used");
  if (row.expiresAt <= tx.now) return refuse("challenge_expired");
  return ok(tx.passkeyChallenges.update(row.id, { usedAt: tx.now }));
}
