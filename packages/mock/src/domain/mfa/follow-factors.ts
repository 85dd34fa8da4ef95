import type { MockTransaction } from "../../schema.ts";
import { dropPendingSignIns } from "../auth/pending-sign-in.ts";
import type { Emit, EventEnvelope } from "../events/emit.ts";
import { touchUser } from "../users/user.ts";
import { factorsOf } from "./factors.ts";
import { dropCodes } from "./recovery-codes.ts";
import { forgetRememberedDevices } from "./remember.ts";

/**
 * What follows when a person has a factor more or less, app or passkey: her account tells whether she has any, codes go
 * with the last one, and what a lost factor made devices remembered for ends. So do the sign-ins that wait, which may
 * have begun with it.
 */
export function followFactors(tx: MockTransaction, _emit: Emit, { type, data }: EventEnvelope): void {
  const userId = data["userId"] as string;
  const user = tx.users.get(userId);
  if (!user) return;
  const mfaEnabled = factorsOf(tx, userId).length > 0;
  if (user.mfaEnabled !== mfaEnabled) touchUser(tx, user, { mfaEnabled });
  if (!mfaEnabled) dropCodes(tx, userId);
  if (!type.endsWith("_removed") && !type.endsWith(".removed")) return;
  forgetRememberedDevices(tx, userId);
  dropPendingSignIns(tx, userId);
}
