import { hashPassword, preparedPassword, verifyTestPassword } from "./password-hash.ts";
import { verifyImportedPassword } from "./imported-hash.ts";

/** What a password proved to be. */
export interface PasswordCheck {
  /** The hash that it was compared with: whoever decides makes sure that it is still the one in force. */
  readonly hash: string | null;
  readonly matches: boolean;
  /** It matches a hash of another system, which the own one shall replace. */
  readonly outdated: boolean;
}

// Nobody's: compared with where there is no hash, so that the work is the same.
const nobody = hashPassword("nobody has this password", new Uint8Array(16));

/** Compares a password with a hash of this or of another system. Without a hash it does the same work and says no. */
export async function checkPassword(password: string, hash: string | null): Promise<PasswordCheck> {
  if (hash === null) {
    verifyTestPassword(password, nobody);
    return { hash, matches: false, outdated: false };
  }
  if (verifyTestPassword(password, hash)) return { hash, matches: true, outdated: false };
  const prepared = preparedPassword(password);
  // Nobody knows which form the other system took.
  const matches = (await verifyImportedPassword(password, hash)) || (prepared !== password && (await verifyImportedPassword(prepared, hash)));
  return { hash, matches, outdated: matches };
}
