import type { MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import type { TotpChallengeRow } from "./table.ts";

const lifeMs = 5 * 60 * 1000;

/** Makes a challenge that waits for a code of an app. */
export function insertTotpChallenge(tx: MockTransaction, values: Pick<TotpChallengeRow, "userId" | "factorId" | "holder">): TotpChallengeRow {
  // One that is over is still told from one that never was, for as long as it was good.
  dropOld(tx.totpChallenges, "byExpiry", tx.now - lifeMs);
  return tx.totpChallenges.insert({ ...values, id: tx.id("chl"), expiresAt: tx.now + lifeMs });
}
