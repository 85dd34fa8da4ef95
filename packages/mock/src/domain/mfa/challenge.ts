import type { MockTransaction } from "../../schema.ts";
import type { TotpChallengeRow } from "./table.ts";

const lifeMs = 5 * 60 * 1000;

/** Makes a challenge that waits for a code of an app. */
export function insertTotpChallenge(tx: MockTransaction, values: Pick<TotpChallengeRow, "userId" | "factorId" | "holder">): TotpChallengeRow {
  // One that is over is still told from one that never was, for as long as it was good.
  for (const old of tx.totpChallenges.scan("byExpiry", [], { before: [tx.now - lifeMs], limit: 10 }).toArray()) tx.totpChallenges.delete(old.id);
  return tx.totpChallenges.insert({ ...values, id: tx.id("chl"), expiresAt: tx.now + lifeMs });
}
