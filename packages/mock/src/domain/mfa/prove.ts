import type { MfaProof } from "@plinto/spec";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import { sendEmail } from "../email/send.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { proveAssertion, type AssertionCheck, type AssertionRefusal } from "../passkeys/prove.ts";
import type { UserRow } from "../users/table.ts";
import { activeApp, proofMethods, type MfaMethod } from "./factors.ts";
import { countMfaFailure, forgetMfaFailures, mfaLockRefusal, type MfaLockRefusal, type ProvingPlace } from "./lockout.ts";
import { useCode } from "./recovery-codes.ts";
import { codeFacts } from "./render.ts";
import { passkeyAsSecond } from "./second-factor.ts";
import { stepOfCode } from "./totp.ts";

/** What a proof is judged with. */
export interface FactorContext {
  readonly tx: MockTransaction;
  readonly derive: Derive;
  readonly environment: EnvironmentRow;
  emit: Emit;
}

/** Who proves a second factor, and on top of what. */
export interface Prover {
  readonly user: UserRow;
  /** The session that steps up; null at a sign-in. */
  readonly sessionId: string | null;
  /** The session or the pending sign-in that a challenge was made for. */
  readonly holder: string;
  readonly place: ProvingPlace;
  /** What is proved already (`amr`, RFC 8176). */
  readonly authenticationMethods: readonly string[];
}

export type CodeRefusal = Refusal<"mfa_code_invalid" | "mfa_code_replayed", Record<never, never>>;
export type FactorRefusal = CodeRefusal | AssertionRefusal | Refusal<"factor_not_found", Record<never, never>> | MfaLockRefusal;

/** The refusals that tell of a wrong proof, and count. What is over or not there was no try. */
const failures: readonly string[] = ["mfa_code_invalid", "mfa_code_replayed", "webauthn_verification_failed", "counter_rollback"];

export function isFailure({ code }: Refusal): boolean {
  return failures.includes(code);
}

/**
 * Judges the proof of a second factor. A wrong one is counted and told to the audit log; a right one is used up.
 *
 * @param check what the verification of an assertion said before the transaction; absent for codes
 * @returns what it adds to what is proved (`amr`): `mfa` unless the same passkey stands for both factors
 */
export function proveSecondFactor(
  context: FactorContext,
  prover: Prover,
  proof: MfaProof,
  check: AssertionCheck | undefined,
): Ok<readonly string[]> | FactorRefusal {
  const { tx, emit, environment } = context;
  const { user, place, sessionId } = prover;
  const locked = mfaLockRefusal(tx, user.id, place, tx.now);
  if (locked) return locked;
  if (!proofMethods(tx, environment, user.id).includes(proof.kind)) return refuse("factor_not_found");
  const proved = judge(context, prover, proof, check);
  if (proved.ok) forgetMfaFailures(tx, user.id, place);
  else if (isFailure(proved)) {
    tellFailure(emit, user.id, proof.kind, proved.code, sessionId);
    countMfaFailure(tx, emit, user, place);
  }
  return proved;
}

/** Tells the audit log of a second factor that was refused. */
export function tellFailure(emit: Emit, userId: string, method: MfaMethod, code: string, sessionId: string | null): void {
  emit("mfa.challenge_failed", { organizationId: null, target: { type: "user", id: userId }, data: { userId, method, code, sessionId }, userId });
}

/** Takes a code of an app. No code of its step or of one before is good again (RFC 6238, section 5.2). */
export function takeAppCode(tx: MockTransaction, factorId: string, code: string): Ok<undefined> | CodeRefusal {
  const { secret, lastUsedStep } = tx.mfaFactors.require(factorId);
  const step = stepOfCode(secret, code, tx.now);
  if (step === undefined) return refuse("mfa_code_invalid");
  if (lastUsedStep !== null && step <= lastUsedStep) return refuse("mfa_code_replayed");
  // No new version: its use is no change that a writer with an older one would overwrite.
  tx.mfaFactors.update(factorId, { lastUsedStep: step, lastUsedAt: formatTimestamp(tx.now) });
  return ok();
}

function judge(
  context: FactorContext,
  { user, holder, authenticationMethods }: Prover,
  proof: MfaProof,
  check: AssertionCheck | undefined,
): Ok<readonly string[]> | FactorRefusal {
  const { tx, emit } = context;
  switch (proof.kind) {
    case "totp": {
      const taken = takeAppCode(tx, activeApp(tx, user.id)!.id, proof.code);
      return taken.ok ? ok(["otp", "mfa"]) : taken;
    }
    case "recovery_code": {
      const left = useCode(tx, user.id, proof.code);
      if (!left) return refuse("mfa_code_invalid");
      emit("mfa.recovery_code_used", codeFacts(left));
      const variables = { name: user.name ?? user.email, remaining: String(left.hashes.length) };
      sendEmail(tx, emit, { kind: "recovery_code_used", to: user.email, recipientUserId: user.id, variables });
      return ok(["otp", "mfa"]);
    }
    case "passkey": {
      const proved = proveAssertion(context, proof, check!, { purpose: "proof", holder });
      if (!proved.ok) return proved;
      const { userVerified, authenticationMethods: added } = proved.value;
      return ok(passkeyAsSecond(userVerified, authenticationMethods) === null ? added : [...added, "mfa"]);
    }
  }
}
