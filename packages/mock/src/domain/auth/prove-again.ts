import type { StepUp } from "@plinto/spec";
import type { PasswordCheck } from "../../credentials/password.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { checkCode, readToken, useToken, type CodeRefusal, type TokenRefusal } from "../tokens/one-time-token.ts";
import type { UserRow } from "../users/table.ts";
import { provePassword, type ProofRefusal } from "./prove-password.ts";
import { markEmailVerified } from "./verify-email.ts";

/** What a proof is judged with. */
export interface ProofContext {
  readonly tx: MockTransaction;
  readonly environment: EnvironmentRow;
  readonly request: { readonly address: string | null };
  emit: Emit;
}

export type ProveAgainRefusal = ProofRefusal | CodeRefusal | TokenRefusal | Refusal<"auth_method_disabled", Record<never, never>>;

/**
 * Judges the proof of somebody who is signed in that she still is who she was: in the ways that she can sign in.
 *
 * @param check what the comparison of a password said before the transaction
 * @returns the method as the token tells it (`amr`, RFC 8176)
 */
export function proveAgain(context: ProofContext, user: UserRow, proof: StepUp, check: PasswordCheck | undefined): Ok<string> | ProveAgainRefusal {
  const { tx, emit, environment, request } = context;
  const { authMethods } = environment;
  switch (proof.method) {
    case "password": {
      if (!authMethods.password) return refuse("auth_method_disabled");
      const proved = provePassword(tx, emit, environment, { email: user.email, user, password: proof.password, check: check!, address: request.address });
      return proved.ok ? ok("pwd") : proved;
    }
    case "otp": {
      if (!authMethods.otp) return refuse("auth_method_disabled");
      const found = checkCode(tx, "otp", user.email, proof.code);
      if (!found.ok) return found;
      // An address may have been somebody else's when the code was sent.
      if (found.value.userId !== user.id) return refuse("otp_invalid");
      useToken(tx, found.value);
      markEmailVerified(tx, emit, user, "otp");
      return ok("otp");
    }
    case "magic_link": {
      if (!authMethods.magicLink) return refuse("auth_method_disabled");
      const found = readToken(tx, "magic_link", proof.token, tx.now);
      if (!found.ok) return found;
      if (found.value.userId !== user.id || found.value.emailKey !== user.emailKey) return refuse("token_invalid");
      useToken(tx, found.value);
      markEmailVerified(tx, emit, user, "magic_link");
      return ok("email");
    }
  }
}
