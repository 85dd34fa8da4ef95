import type { MfaProof } from "@plinto/spec";
import { advance, pendingOf } from "../../domain/auth/advance.ts";
import type { SignInProgress } from "../../domain/auth/sign-in-steps.ts";
import { insertTotpChallenge } from "../../domain/mfa/challenge.ts";
import { activeApp, proofMethods, type MfaFactorKind } from "../../domain/mfa/factors.ts";
import { mfaLockRefusal, provingPlaceOf } from "../../domain/mfa/lockout.ts";
import { passkeyAsSecond } from "../../domain/mfa/second-factor.ts";
import { maximumTries, takeMfaStep } from "../../domain/mfa/sign-in-step.ts";
import type { TotpChallengeRow } from "../../domain/mfa/table.ts";
import { insertChallenge } from "../../domain/passkeys/challenge.ts";
import { requestOptions } from "../../domain/passkeys/options.ts";
import { checkAssertion, type AssertionCheck } from "../../domain/passkeys/prove.ts";
import type { PasskeyChallengeRow } from "../../domain/passkeys/table.ts";
import { userVerificationFor } from "../../domain/passkeys/user-verification.ts";
import type { UserRow } from "../../domain/users/table.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../../pipeline/handler.ts";
import { signInResult } from "../sign-in-result.ts";

type Challenge =
  | { readonly kind: "totp"; readonly row: TotpChallengeRow; readonly remainingAttempts: number }
  | { readonly kind: "passkey"; readonly row: PasskeyChallengeRow };

/** Proving a second factor in two calls: a challenge, and its answer. */
export const challengeOperations: OperationHandlers<"createMfaChallenge" | "verifyMfaChallenge"> = {
  createMfaChallenge: handler<"createMfaChallenge", Challenge>({
    decide(context, { kind: asked, factorId }) {
      const { tx, environment } = context;
      const kind = asked as MfaFactorKind;
      const prover = proverOf(context);
      if (!prover.ok) return prover;
      const { user, holder, place, remainingAttempts, mustBeVerified } = prover.value;
      if (!environment.authMethods[kind]) return refuse("auth_method_disabled");
      const locked = mfaLockRefusal(tx, user.id, place, tx.now);
      if (locked) return locked;
      if (!proofMethods(tx, environment, user.id).includes(kind)) return refuse("factor_not_found");
      if (kind === "totp") {
        const app = activeApp(tx, user.id)!;
        if (factorId !== undefined && factorId !== app.id) return refuse("factor_not_found");
        return ok({ kind, row: insertTotpChallenge(tx, { userId: user.id, factorId: app.id, holder }), remainingAttempts });
      }
      if (factorId !== undefined && tx.passkeys.get(factorId)?.userId !== user.id) return refuse("factor_not_found");
      const userVerification = userVerificationFor(tx, user.id, mustBeVerified ? "required" : "preferred");
      return ok({ kind, row: insertChallenge(tx, { purpose: "proof", userId: user.id, holder, passkeyId: factorId ?? null, userVerification }) });
    },
    finish({ read, derive, environment, request }, challenge) {
      const { id, expiresAt } = challenge.row;
      const shared = { id, expiresAt: formatTimestamp(expiresAt), expiresInSeconds: Math.max(0, Math.floor((expiresAt - request.now) / 1000)) };
      if (challenge.kind === "passkey") return { kind: "passkey", ...shared, publicKey: requestOptions(read, derive, environment, challenge.row) };
      return { kind: "totp", ...shared, factorId: challenge.row.factorId, remainingAttempts: challenge.remainingAttempts };
    },
  }),

  verifyMfaChallenge: handler<"verifyMfaChallenge", SignInProgress, AssertionCheck | undefined>({
    prepare: async (context, input) => (input.kind === "passkey" ? checkAssertion(context, input) : undefined),
    decide: (context, input, check) =>
      advance(context, (pending, user) => {
        const proof = proofFor(context, input, pending.id);
        if (!proof.ok) return proof;
        const taken = takeMfaStep(context, pending, user, proof.value, check);
        if (!taken.ok) return taken.code === "factor_not_found" ? refuse("not_found") : taken;
        return ok({ user, ...taken.value, organizationId: pending.organizationId, rememberDevice: input.rememberDevice ?? false });
      }),
    finish: (context, progress) => signInResult(context, progress, "pending_token_invalid"),
  }),
};

interface Prover {
  readonly user: UserRow;
  readonly holder: string;
  readonly place: string | null;
  readonly remainingAttempts: number;
  /** After a passkey alone, another counts as a second factor only with its user verified. */
  readonly mustBeVerified: boolean;
}

/** Who wants to prove a factor: the caller, or the person of a sign-in that waits for it. */
function proverOf(context: DecideContext): Ok<Prover> | OperationRefusal {
  const { tx, request, signedIn } = context;
  if (signedIn) {
    const { user, session } = signedIn;
    const place = provingPlaceOf(tx, { user, client: request, session }, tx.now);
    return ok({ user, holder: session.id, place, remainingAttempts: maximumTries, mustBeVerified: false });
  }
  const held = pendingOf(context);
  // A sign-in that has ended by too many tries is over for this too.
  if (!held.ok) return refuse("pending_token_invalid");
  const { pending, user } = held.value;
  return ok({
    user,
    holder: pending.id,
    place: provingPlaceOf(tx, { user, client: request, session: null }, tx.now),
    remainingAttempts: maximumTries - pending.failures,
    mustBeVerified: passkeyAsSecond(false, pending.authenticationMethods) === null,
  });
}

/** The answer as a proof, if there is such a challenge for this sign-in and it still waits. */
function proofFor({ tx }: DecideContext, input: Input<"verifyMfaChallenge">, holder: string): Ok<MfaProof> | OperationRefusal {
  const { challengeId } = input;
  const row = tx.totpChallenges.get(challengeId) ?? tx.passkeyChallenges.get(challengeId);
  if (!row || row.holder !== holder) return refuse("not_found");
  const kind = "factorId" in row ? "totp" : "passkey";
  if (input.kind !== kind)
    return refuse("validation_failed", { errors: [{ pointer: "/kind", code: "kind", message: `kind is that of the challenge: ${kind}` }] });
  if (row.expiresAt <= tx.now) return refuse("challenge_expired");
  return ok(input.kind === "totp" ? { kind: "totp", code: input.code } : { kind: "passkey", challengeId, credential: input.credential });
}
