import { hashSecret } from "../../credentials/secret-key.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";

/** The challenge of a code verifier, by the method S256 (RFC 7636, section 4.2). */
export function challengeOf(verifier: string): string {
  return hashSecret(verifier);
}

/** Whether a verifier is what a challenge was made of. */
export function provesChallenge(verifier: string, challenge: string): boolean {
  return equalInConstantTime(challengeOf(verifier), challenge);
}
