import type { MfaProof, StepUp } from "@plinto/spec";
import type { PasswordCheck } from "../../credentials/password.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { SignedIn } from "../../principal.ts";
import { provingPlaceOf } from "../mfa/lockout.ts";
import { proveSecondFactor, type FactorContext, type FactorRefusal } from "../mfa/prove.ts";
import type { AssertionCheck } from "../passkeys/prove.ts";
import type { ClientFacts } from "../sessions/devices.ts";
import { readToken, useToken, type TokenRefusal } from "../tokens/one-time-token.ts";
import { proveCode, type CodeProofRefusal } from "./prove-code.ts";
import { provePassword, type ProofRefusal } from "./prove-password.ts";
import { markEmailVerified } from "./verify-email.ts";

/** What a proof is judged with. */
export interface ProofContext extends FactorContext {
  readonly request: ClientFacts;
}

/** What was found out before the transaction: about a password or about an assertion. Neither is needed for the rest. */
export interface ProofChecks {
  readonly password?: PasswordCheck;
  readonly passkey?: AssertionCheck;
}

export type ProveAgainRefusal = ProofRefusal | CodeProofRefusal | TokenRefusal | FactorRefusal | Refusal<"auth_method_disabled", Record<never, never>>;

/**
 * Judges the proof of somebody who is signed in that she still is who she was: in the ways that she can sign in.
 *
 * @returns what was proved as the token tells it (`amr`, RFC 8176); `mfa` with a second factor
 */
export function proveAgain(context: ProofContext, { user, session }: SignedIn, proof: StepUp, checks: ProofChecks): Ok<readonly string[]> | ProveAgainRefusal {
  const { tx, emit, environment, request } = context;
  const { authMethods } = environment;
  switch (proof.method) {
    case "password": {
      if (!authMethods.password) return refuse("auth_method_disabled");
      const proved = provePassword(tx, emit, environment, {
        email: user.email,
        user,
        password: proof.password,
        check: checks.password!,
        client: request,
        sessionId: session.id,
      });
      return proved.ok ? ok(["pwd"]) : proved;
    }
    case "otp": {
      if (!authMethods.otp) return refuse("auth_method_disabled");
      const found = proveCode(tx, { purpose: "otp", email: user.email, code: proof.code, user, client: request, sessionId: session.id });
      if (!found.ok) return found;
      // An address may have been somebody else's when the code was sent.
      if (found.value.userId !== user.id) return refuse("otp_invalid");
      useToken(tx, found.value);
      markEmailVerified(tx, emit, user, "otp");
      return ok(["otp"]);
    }
    case "magic_link": {
      if (!authMethods.magicLink) return refuse("auth_method_disabled");
      const found = readToken(tx, "magic_link", proof.token, tx.now);
      if (!found.ok) return found;
      if (found.value.userId !== user.id || found.value.emailKey !== user.emailKey) return refuse("token_invalid");
      useToken(tx, found.value);
      markEmailVerified(tx, emit, user, "magic_link");
      return ok(["email"]);
    }
    case "totp":
    case "recovery_code":
    case "passkey": {
      if (proof.method !== "recovery_code" && !authMethods[proof.method]) return refuse("auth_method_disabled");
      const { authenticationMethods } = session;
      const place = provingPlaceOf(tx, { user, client: request, session }, tx.now);
      const prover = { user, sessionId: session.id, holder: session.id, place, authenticationMethods };
      return proveSecondFactor(context, prover, proofOf(proof), checks.passkey);
    }
  }
}

function proofOf(proof: Extract<StepUp, { method: "totp" | "recovery_code" | "passkey" }>): MfaProof {
  if (proof.method === "passkey") return { kind: "passkey", challengeId: proof.challengeId, credential: proof.credential };
  return { kind: proof.method, code: proof.code };
}
