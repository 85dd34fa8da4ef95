import type { MockReaders, MockTransaction } from "../../schema.ts";
import { policyOf } from "../auth-policies/policy.ts";
import { tellOfCredential } from "../email/credential.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { appInWords } from "./app-in-words.ts";
import { proofOptions } from "./factors.ts";
import { factorFacts } from "./render.ts";
import { mfaRefusal, type MfaRequiredRefusal } from "./requirement.ts";
import type { MfaFactorRow } from "./table.ts";

/** Removes an authenticator app. One that was never in use goes without a word. */
export function dropApp(tx: MockTransaction, emit: Emit, factor: MfaFactorRow): void {
  tx.mfaFactors.delete(factor.id);
  if (factor.status === "active") emit("mfa.factor_removed", factorFacts(factor));
}

/** Removes an authenticator app and tells its person, if she used it. */
export function removeApp(tx: MockTransaction, emit: Emit, user: UserRow, factor: MfaFactorRow): void {
  dropApp(tx, emit, factor);
  if (factor.status === "active") tellOfCredential(tx, emit, "credential_removed", user, appInWords(user));
}

/** Why a factor, app or passkey, has to stay: it is the last, and an organization of the person's requires one. */
export function lastFactorRefusal(read: MockReaders, environment: EnvironmentRow, userId: string, factorId: string): MfaRequiredRefusal | undefined {
  const factors = proofOptions(read, environment, userId).filter((option) => option.factorId !== null);
  if (factors.length !== 1 || factors[0]!.factorId !== factorId) return undefined;
  for (const { organizationId, status } of read.memberships.scan("byUser", [userId])) {
    // As for somebody who has proved nothing: that is how she would stand there.
    const nothing = { userId, secondFactors: [], mfaByDevice: null };
    const refusal = status === "active" ? mfaRefusal(read, environment, organizationId, policyOf(read, organizationId), nothing) : undefined;
    if (refusal) return refusal;
  }
  return undefined;
}
