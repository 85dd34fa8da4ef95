import { hashSecret } from "../../credentials/secret-key.ts";
import { refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockTransaction } from "../../schema.ts";
import { checkCode } from "../tokens/one-time-token.ts";
import type { OneTimeTokenRow, TokenPurpose } from "../tokens/table.ts";
import { emailKey } from "../users/user.ts";
import { countFailed, lockSeconds, tenInAQuarter } from "./failed-attempts.ts";
import { codePlace, placeOf, type Trier } from "./place.ts";

/** A code of six digits that somebody gives as proof of an address. */
export interface CodeProof extends Trier {
  readonly purpose: TokenPurpose;
  readonly email: string;
  readonly code: string;
}

export type CodeProofRefusal =
  | Refusal<"otp_invalid" | "otp_expired" | "too_many_attempts", Record<never, never>>
  | Refusal<"too_many_attempts", { readonly retryAfterSeconds: number; readonly detail: string }>;

/**
 * Judges a code. Five tries are for each; and ten wrong ones within a quarter of an hour, over all codes of a purpose
 * that went to an address, end it for as long everywhere but where the person is known. At an address that she shares
 * the right code alone shows that: a wrong one is answered as it is to everybody there.
 */
export function proveCode(tx: MockTransaction, proof: CodeProof): Ok<OneTimeTokenRow> | CodeProofRefusal {
  const { purpose, email, code } = proof;
  const place = placeOf(tx, proof, tx.now);
  const id = hashSecret(JSON.stringify(["wrong-codes", purpose, emailKey(email)]));
  const retryAfterSeconds = place.isPrivate ? 0 : lockSeconds(tx, [id], tx.now);
  const locked =
    retryAfterSeconds === 0
      ? undefined
      : refuse("too_many_attempts", { retryAfterSeconds, detail: "Too many wrong codes were tried for this address. Wait for `Retry-After` seconds." });
  if (locked && !place.isKnown) return locked;
  const found = checkCode(tx, purpose, email, code, (token) => codePlace(tx, token, proof, tx.now));
  if (found.ok) return found;
  if (locked) return locked;
  if (found.code === "otp_invalid" && found.facts.wasTried && !place.isPrivate) countFailed(tx, { id, subject: id, ...tenInAQuarter });
  return refuse(found.code);
}
