import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { revokeSessionsOf } from "../sessions/revoke.ts";
import { revokeTokensOf } from "../tokens/one-time-token.ts";
import type { UserRow } from "../users/table.ts";
import { touchUser } from "../users/user.ts";
import { authFacts } from "./facts.ts";
import { dropPendingSignIns } from "./pending-sign-in.ts";
import { markEmailVerified } from "./verify-email.ts";

/**
 * Marks the address of somebody who signs in by her mail as verified. Nobody had proved it before, so whoever made the
 * account may be somebody else who knew the address: the password and all that was begun with it go.
 */
export function claimAddress(tx: MockTransaction, emit: Emit, user: UserRow, method: string): UserRow {
  if (user.emailVerifiedAt !== null) return user;
  let claimed = user;
  if (user.passwordHash !== null) {
    claimed = touchUser(tx, user, { passwordHash: null });
    emit("auth.password_changed", authFacts({ userId: user.id, method }));
  }
  endAccess(tx, emit, user.id);
  return markEmailVerified(tx, emit, claimed, method);
}

/**
 * Ends everything by which somebody is in an account or could still come in: sessions, sign-ins that wait, and a change
 * of the address whose link was sent elsewhere. Returns how many sessions that were.
 */
export function endAccess(tx: MockTransaction, emit: Emit, userId: string): number {
  dropPendingSignIns(tx, userId);
  revokeTokensOf(tx, userId, "email_change");
  return revokeSessionsOf(tx, emit, userId);
}
