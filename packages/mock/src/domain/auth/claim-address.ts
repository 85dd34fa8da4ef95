import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { dropApp } from "../mfa/remove.ts";
import { unlinkIdentity } from "../oauth/link.ts";
import { dropPasskey } from "../passkeys/remove.ts";
import { revokeSessionsOf } from "../sessions/revoke.ts";
import { revokeTokensOf } from "../tokens/one-time-token.ts";
import type { UserRow } from "../users/table.ts";
import { touchUser } from "../users/user.ts";
import { authFacts } from "./facts.ts";
import { dropPendingSignIns } from "./pending-sign-in.ts";
import { markEmailVerified } from "./verify-email.ts";

/**
 * Marks the address of somebody who signs in by her mail as verified. Nobody had proved it before, so whoever made the
 * account may be somebody else who knew the address: the password, every other credential, and all that was begun with
 * them go.
 *
 * @param identityId the account at a provider that proves the address now, if one does; it stays
 */
export function claimAddress(tx: MockTransaction, emit: Emit, user: UserRow, method: string, identityId?: string): UserRow {
  if (user.emailVerifiedAt !== null) return user;
  if (user.passwordHash !== null) {
    touchUser(tx, user, { passwordHash: null });
    emit("auth.password_changed", authFacts({ userId: user.id, method }));
  }
  dropCredentials(tx, emit, user.id, identityId);
  endAccess(tx, emit, user.id);
  // As it is now: the account tells whether it has second factors.
  return markEmailVerified(tx, emit, tx.users.require(user.id), method);
}

/**
 * Gives an account to who follows the link to its address in another place than where somebody signed in with it. Passkeys,
 * second factors and accounts at providers may be those of somebody else who knew the address, so they go, and with them
 * all that began. An account that has nothing but its password stays as it is: people sign up at one device, and read
 * their mail on another.
 */
export function claimFromElsewhere(tx: MockTransaction, emit: Emit, userId: string): void {
  const added = [tx.mfaFactors, tx.passkeys, tx.identities].some((table) => table.scan("byUser", [userId], { limit: 1 }).toArray().length > 0);
  if (!added) return;
  dropCredentials(tx, emit, userId);
  endAccess(tx, emit, userId);
}

/** Takes away whatever else somebody could sign in with, or could ask the person for. */
export function dropCredentials(tx: MockTransaction, emit: Emit, userId: string, exceptIdentityId?: string): void {
  for (const app of tx.mfaFactors.scan("byUser", [userId]).toArray()) dropApp(tx, emit, app);
  for (const passkey of tx.passkeys.scan("byUser", [userId]).toArray()) dropPasskey(tx, emit, passkey);
  for (const identity of tx.identities.scan("byUser", [userId]).toArray()) if (identity.id !== exceptIdentityId) unlinkIdentity(tx, emit, identity);
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
