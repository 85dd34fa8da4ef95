import type { AuthPolicy } from "../auth-policies/table.ts";

/**
 * By what a second factor was proved, which `amr` (RFC 8176) does not tell: by a code of an app or a recovery code, by a
 * passkey that verified its user, or by one that did not. A code by e-mail is none.
 */
export type SecondFactor = "code" | "verified_passkey" | "passkey";

/**
 * As which second factor a passkey counts. With its user verified it is two factors at once: something one has, and by its
 * PIN or finger something one knows or is. Without, it is one beside something else; null beside nothing but a passkey.
 *
 * @param before what was proved before (`amr`, RFC 8176)
 */
export function passkeyAsSecond(userVerified: boolean, before: readonly string[]): SecondFactor | null {
  if (userVerified) return "verified_passkey";
  return before.every((method) => ["hwk", "swk", "user"].includes(method)) ? null : "passkey";
}

/** The second factors behind a proof. Only a proof that adds `mfa` is one: a passkey may stand for the first factor alone. */
export function secondFactorsOf(kind: string, proved: readonly string[]): SecondFactor[] {
  if (!proved.includes("mfa")) return [];
  if (kind !== "passkey") return ["code"];
  return [proved.includes("user") ? "verified_passkey" : "passkey"];
}

/** Whether a second factor counts for a policy: not a passkey whose user had to be verified and was not. */
export function secondFactorCounts({ passkeyUserVerification }: Pick<AuthPolicy, "passkeyUserVerification">, factor: SecondFactor): boolean {
  return factor !== "passkey" || passkeyUserVerification === "preferred";
}

/** The one of some second factors that counts in most places, if there is one. */
export function bestOf(factors: readonly SecondFactor[]): SecondFactor | null {
  return factors.find((factor) => factor !== "passkey") ?? factors[0] ?? null;
}
