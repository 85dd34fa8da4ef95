import type { MockTransaction } from "../../schema.ts";
import { touchUser } from "../users/user.ts";
import { factorsOf } from "./factors.ts";
import { dropCodes } from "./recovery-codes.ts";

/** What follows when a person has a factor more or less, app or passkey: her account tells whether she has any, and codes go with the last one. */
export function followFactors(tx: MockTransaction, userId: string): void {
  const user = tx.users.get(userId);
  if (!user) return;
  const mfaEnabled = factorsOf(tx, userId).length > 0;
  if (user.mfaEnabled !== mfaEnabled) touchUser(tx, user, { mfaEnabled });
  if (!mfaEnabled) dropCodes(tx, userId);
}
