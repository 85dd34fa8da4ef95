/** Detached signatures: a JWS whose payload is the body beside it (RFC 7515, appendix F). */

import { fromBase64url, toBase64url } from "./base64url.ts";
import { refusal } from "./refusal.ts";

/** The header that carries the signature of a bundle. */
export const signatureHeader = "plinto-bundle-signature";

/** The algorithms that are taken, with what Web Crypto calls them. Nothing that is not in this table is looked up. */
export const algorithms: Readonly<Record<SignatureAlgorithm, Algorithm>> = {
  RS256: { kty: "RSA", members: ["n", "e"], keyParameters: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, parameters: { name: "RSASSA-PKCS1-v1_5" } },
  ES256: { kty: "EC", members: ["crv", "x", "y"], keyParameters: { name: "ECDSA", namedCurve: "P-256" }, parameters: { name: "ECDSA", hash: "SHA-256" } },
};

export type SignatureAlgorithm = "RS256" | "ES256";

interface Algorithm {
  readonly kty: string;
  /** The public members of its keys. */
  readonly members: readonly string[];
  readonly keyParameters: RsaHashedImportParams | EcKeyImportParams;
  readonly parameters: AlgorithmIdentifier | EcdsaParams;
}

/** A signature that was read and not verified yet. */
export interface DetachedSignature {
  readonly alg: SignatureAlgorithm;
  readonly kid: string;
  /** As it stands in the signing input. */
  readonly header: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads `header..signature`.
 *
 * @throws PolicyError `bundle_signature_invalid`
 */
export function readSignature(text: string | null): DetachedSignature {
  if (!text) throw invalid("The bundle came without a signature.");
  const [header = "", payload, signature = "", ...more] = text.split(".");
  const bytes = fromBase64url(signature);
  if (payload !== "" || more.length > 0 || text.length > 4_096 || bytes === undefined || bytes.length === 0)
    throw invalid("The signature is no detached JWS, header..signature.");
  const { alg, kid, crit, b64 } = headerOf(header);
  if (alg !== "RS256" && alg !== "ES256") throw invalid("The signature is of an algorithm other than RS256 and ES256.");
  if (typeof kid !== "string" || kid === "") throw invalid("The signature does not name its key.");
  // Both would change what was signed.
  if (crit !== undefined || (b64 !== undefined && b64 !== true)) throw invalid("The signature asks for an extension that is not known here.");
  return { alg, kid, header, bytes };
}

/** Whether a key has signed a body. */
export function isSignedBy(
  key: CryptoKey,
  { alg, header, bytes }: DetachedSignature,
  body: Uint8Array,
  subtle: Pick<SubtleCrypto, "verify">,
): Promise<boolean> {
  return subtle.verify(algorithms[alg].parameters, key, bytes, new TextEncoder().encode(`${header}.${toBase64url(body)}`));
}

/** A signature that is not believed. */
export function invalid(message: string, cause?: unknown): Error {
  return refusal("bundle_signature_invalid", message, { place: signatureHeader, ...(cause === undefined ? {} : { cause }) });
}

function headerOf(text: string): Record<string, unknown> {
  const bytes = fromBase64url(text);
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof header === "object" && header !== null && !Array.isArray(header)) return header as Record<string, unknown>;
  } catch (cause) {
    throw invalid("The header of the signature cannot be read.", cause);
  }
  throw invalid("The header of the signature cannot be read.");
}
