/** Keys that verify, one per public key of the issuer. */

import { nativeBuffer, nativeCrypto } from "../platform.ts";
import type { ParsedToken } from "./parse-token.ts";

/** The algorithms that are taken. Nothing that is not in this table is looked up. */
const algorithms: Readonly<Record<Algorithm, { readonly kty: string; readonly members: readonly string[] }>> = {
  RS256: { kty: "RSA", members: ["n", "e"] },
  ES256: { kty: "EC", members: ["crv", "x", "y"] },
};

/** An algorithm of access tokens (RFC 7518 section 3). */
export type Algorithm = "RS256" | "ES256";

/** Whether a header names an algorithm that is taken. */
export function isAlgorithm(alg: unknown): alg is Algorithm {
  return alg === "RS256" || alg === "ES256";
}

/** A public key, ready. */
export interface VerificationKey {
  readonly kid: string;
  /** The only algorithm that it verifies: a key belongs to one (RFC 8725 section 3.1). */
  readonly alg: Algorithm;
  /** Whether it has signed the token; at once where the runtime can. */
  hasSigned(token: ParsedToken): boolean | Promise<boolean>;
}

/** Makes a key of an issuer ready; nothing where it is for something else, or malformed. */
export async function importKey(key: unknown): Promise<VerificationKey | undefined> {
  const jwk = Object(key) as Record<string, unknown>;
  const { kid, kty, use, key_ops: operations } = jwk;
  const alg = kty === "RSA" ? "RS256" : kty === "EC" ? "ES256" : undefined;
  if (typeof kid !== "string" || kid === "" || alg === undefined || (jwk["alg"] ?? alg) !== alg) return undefined;
  if ((use ?? "sig") !== "sig" || (Array.isArray(operations) && !operations.includes("verify")) || !isStrong(jwk)) return undefined;
  // Only the public members: a private key that somebody publishes by mistake is not kept.
  const publicKey = { kty, ...Object.fromEntries(algorithms[alg].members.map((member) => [member, jwk[member]])) };
  try {
    return { kid, alg, hasSigned: nativeVerify(publicKey, alg) ?? (await portableVerify(publicKey, alg)) };
  } catch {
    // A key of the set that nobody can use stands in the way of no other.
    return undefined;
  }
}

/** RFC 7518 asks for 2,048 bits at least (section 3.3) and for P-256 (section 3.4). */
function isStrong({ kty, n, crv }: Readonly<Record<string, unknown>>): boolean {
  return kty === "EC" ? crv === "P-256" : typeof n === "string" && n.length >= 342;
}

function nativeVerify(jwk: object, alg: Algorithm): VerificationKey["hasSigned"] | undefined {
  if (!nativeCrypto || !nativeBuffer) return undefined;
  const { verify } = nativeCrypto;
  const { from } = nativeBuffer;
  const key = nativeCrypto.createPublicKey({ key: jwk, format: "jwk" });
  const how = alg === "RS256" ? key : ({ key, dsaEncoding: "ieee-p1363" } as const);
  return ({ signed, signature }) => verify("sha256", from(signed, "latin1"), how, from(signature, "base64url"));
}

/** Loaded where it is needed: Node, Bun and Deno verify without it. */
async function portableVerify(jwk: object, alg: Algorithm): Promise<VerificationKey["hasSigned"]> {
  const { joseVerify } = await import("./jose-verify.ts");
  return joseVerify(jwk, alg);
}
