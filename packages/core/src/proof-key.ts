import { toBase64url } from "./base64url.ts";
import { sha256, systemRandom } from "./platform.ts";
import type { Random } from "./ports.ts";

/** A proof key for code exchange. */
export interface ProofKey {
  /** Stays in the application until the exchange: 43 characters. */
  readonly codeVerifier: string;
  /** Travels with the start: the SHA-256 of the verifier (`S256`). */
  readonly codeChallenge: string;
}

/**
 * Makes a proof key for a sign-in that leaves the application and comes back: whoever brings the ticket has to show the
 * verifier. Keep it where the page that comes back finds it, such as `sessionStorage`.
 *
 * @param options.random where the 32 bytes come from; Web Crypto when absent
 * @returns verifier and challenge, good for one sign-in
 * @throws `TypeError` where there is no Web Crypto: pages outside a secure context
 * @example
 * const { codeVerifier, codeChallenge } = await createProofKey();
 * const { url } = await plinto.oauth.start({ provider: "google", redirectTo: "https://app.example.com/welcome", codeChallenge });
 *
 * @see RFC 7636, section 4
 */
export async function createProofKey({ random = systemRandom }: { readonly random?: Random } = {}): Promise<ProofKey> {
  const codeVerifier = toBase64url(random.bytes(32));
  return { codeVerifier, codeChallenge: toBase64url(await sha256(codeVerifier)) };
}
