import type { MfaProof } from "@plinto/spec";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import { authFacts } from "../auth/facts.ts";
import type { PendingSignInRow } from "../auth/table.ts";
import type { AssertionCheck } from "../passkeys/prove.ts";
import type { ClientFacts } from "../sessions/devices.ts";
import type { UserRow } from "../users/table.ts";
import { provingPlaceOf } from "./lockout.ts";
import { isFailure, proveSecondFactor, type FactorContext, type FactorRefusal } from "./prove.ts";
import { secondFactorsOf } from "./second-factor.ts";

/** How many second factors may be refused before a sign-in ends. */
export const maximumTries = 5;

export type MfaStepRefusal = FactorRefusal | Refusal<"too_many_attempts", Record<never, never>>;

/** Whether too many second factors were refused for this sign-in to go on. */
export function hasEnded({ failures }: PendingSignInRow): boolean {
  return failures >= maximumTries;
}

/**
 * Proves the second factor of a sign-in. The fifth that is refused ends the sign-in.
 *
 * @returns what is proved now
 */
export function takeMfaStep(
  context: FactorContext & { readonly request: ClientFacts },
  pending: PendingSignInRow,
  user: UserRow,
  proof: MfaProof,
  check: AssertionCheck | undefined,
): Ok<Pick<PendingSignInRow, "authenticationMethods" | "secondFactors">> | MfaStepRefusal {
  const { tx, emit, request } = context;
  const { authenticationMethods, method } = pending;
  const place = provingPlaceOf(tx, { user, client: request, session: null }, tx.now);
  const proved = proveSecondFactor(context, { user, sessionId: null, holder: pending.id, place, authenticationMethods }, proof, check);
  if (proved.ok) {
    return ok({
      authenticationMethods: [...new Set([...authenticationMethods, ...proved.value])],
      secondFactors: [...new Set([...pending.secondFactors, ...secondFactorsOf(proof.kind, proved.value)])],
    });
  }
  if (!isFailure(proved)) return proved;
  emit("auth.sign_in_failed", authFacts({ userId: user.id, method }));
  const counted = tx.pendingSignIns.update(pending.id, { failures: pending.failures + 1 });
  return hasEnded(counted) ? refuse("too_many_attempts") : proved;
}
