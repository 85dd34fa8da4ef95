import { insertApp } from "./domain/mfa/enroll.ts";
import { hashCode, spellCodes } from "./domain/mfa/recovery-codes.ts";
import { spellSecret } from "./domain/mfa/totp.ts";
import type { Derive } from "./kernel/secret.ts";
import { formatTimestamp } from "./kernel/timestamp.ts";
import type { MockTransaction } from "./schema.ts";

/** The authenticator app of a person of a seed: with a secret that follows from the world, or one of your own in base 32. */
export type SeedMfa = true | { readonly secret: string };

/** What a person of a seed proves a second factor with. Everybody may know it: it is a test secret. */
export interface SeedMfaHandle {
  readonly totpSecret: string;
  readonly recoveryCodes: readonly string[];
}

/** Secret and codes of a seeded person, known before the seed is planted. @param id of the authenticator app */
export function seedMfa(mfa: SeedMfa, id: string, derive: Derive): SeedMfaHandle {
  const totpSecret = mfa === true ? spellSecret(derive("seed-totp", id).slice(0, 20)) : mfa.secret;
  return { totpSecret, recoveryCodes: spellCodes(setFacts(id), derive) };
}

/** Writes the app of a person, in use, with its recovery codes. */
export function plantSeedMfa(tx: MockTransaction, mfa: SeedMfa, id: string, userId: string): void {
  const { totpSecret: secret, recoveryCodes } = seedMfa(mfa, id, tx.derive);
  insertApp(tx, { id, userId, secret, status: "active" });
  const set = setFacts(id).id;
  tx.recoveryCodeSets.insert({
    id: set,
    userId,
    hashes: recoveryCodes.map((code) => hashCode(set, code, tx.derive)),
    generatedAt: formatTimestamp(tx.now),
  });
  tx.users.update(userId, { mfaEnabled: true });
}

/** What the codes follow from: the time of the planting is not known before it. */
function setFacts(factorId: string): { readonly id: string; readonly userId: string; readonly generatedAt: string } {
  return { id: `rcs_${factorId.slice(factorId.indexOf("_") + 1)}`, userId: "", generatedAt: "" };
}
