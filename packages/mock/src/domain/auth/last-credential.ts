import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { UserRow } from "../users/table.ts";

/**
 * Whether a person could still sign in without some passkeys and accounts at providers: by a password, by mail to a
 * verified address, or by what is left of those.
 *
 * @param without the ids of what goes
 */
export function canSignInWithout(
  read: MockReaders,
  { authMethods, oauthProviders }: EnvironmentRow,
  { id, passwordHash, emailVerifiedAt }: UserRow,
  without: readonly string[],
): boolean {
  if (authMethods.password && passwordHash !== null) return true;
  if ((authMethods.magicLink || authMethods.otp) && emailVerifiedAt !== null) return true;
  const stays = (row: { readonly id: string }): boolean => !without.includes(row.id);
  if (authMethods.passkey && [...read.passkeys.scan("byUser", [id])].some(stays)) return true;
  return [...read.identities.scan("byUser", [id])].some((row) => stays(row) && oauthProviders[row.provider].enabled);
}
