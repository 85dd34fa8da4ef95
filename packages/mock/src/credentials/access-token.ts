import { CompactSign, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK, type KeyObject } from "jose";
import type { SessionClaims } from "../domain/sessions/session.ts";
import { es256TestKey, rs256TestKey, type SigningKey } from "./test-signing-keys.ts";

/** What an access token says (RFC 9068). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly amr: readonly string[];
  readonly act?: { readonly sub: string };
  readonly org_id?: string;
  readonly org_role?: string;
}

/** When an access token ends, in whole seconds since 1970 as a token says it. Rounded up: it lives at least as long as promised. */
export function accessTokenExpiry(now: number, ttlSeconds: number): number {
  return Math.ceil(now / 1000) + ttlSeconds;
}

/** What a token says of the session that it was issued in. */
export function sessionClaims({ sub, jti, auth_time, iat }: AccessTokenClaims): SessionClaims {
  return { userId: sub, tokenId: jti, authenticatedAt: auth_time, issuedAt: iat };
}

/** Signs and verifies the access tokens of one world. Imported keys are kept, so a key is parsed once. */
export class AccessTokens {
  readonly #keys = new Map<string, Promise<CryptoKey | KeyObject | Uint8Array>>();

  /** The signed token, `typ: at+jwt`. */
  async sign(claims: AccessTokenClaims, algorithm: "RS256" | "ES256"): Promise<string> {
    const key = algorithm === "RS256" ? rs256TestKey : es256TestKey;
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: key.alg, typ: "at+jwt", kid: key.kid }).sign(await this.#import(key, "private"));
  }

  /**
   * The claims of a token that this world's keys signed for this issuer and audience, whether it has expired or not:
   * the caller compares `exp` with the world's clock. Undefined for anything else.
   */
  async verify(token: string, issuer: string, audience: string | undefined): Promise<AccessTokenClaims | undefined> {
    try {
      const { payload } = await jwtVerify(
        token,
        async (header) => {
          const key = [rs256TestKey, es256TestKey].find((candidate) => candidate.kid === header.kid && candidate.alg === header.alg);
          if (!key) throw new Error("unknown key");
          return this.#import(key, "public");
        },
        // The world's clock judges expiry; jose would ask the system's.
        {
          issuer,
          ...(audience === undefined ? {} : { audience }),
          typ: "at+jwt",
          algorithms: ["RS256", "ES256"],
          currentDate: new Date(0),
          requiredClaims: ["sub", "sid", "jti", "iat", "exp", "auth_time"],
        },
      );
      return payload as unknown as AccessTokenClaims;
    } catch {
      return undefined;
    }
  }

  /** A detached JWS of these very bytes (RFC 7515, appendix F): `header..signature`. */
  async signDetached(bytes: Uint8Array, algorithm: "RS256" | "ES256"): Promise<string> {
    const key = algorithm === "RS256" ? rs256TestKey : es256TestKey;
    const signed = await new CompactSign(bytes).setProtectedHeader({ alg: key.alg, kid: key.kid }).sign(await this.#import(key, "private"));
    return signed.replace(/\..*\./, "..");
  }

  /** The public parts (RFC 7517). */
  publicKeys(): JWK[] {
    return [rs256TestKey, es256TestKey].map(publicPart);
  }

  #import(key: SigningKey, part: "private" | "public"): Promise<CryptoKey | KeyObject | Uint8Array> {
    const name = `${part} ${key.kid}`;
    let imported = this.#keys.get(name);
    if (!imported) {
      imported = importJWK((part === "private" ? key : publicPart(key)) as JWK, key.alg);
      this.#keys.set(name, imported);
    }
    return imported;
  }
}

function publicPart(key: SigningKey): JWK {
  const { kty, kid, alg, use } = key;
  const members = kty === "RSA" ? { n: key["n"], e: key["e"] } : { crv: key["crv"], x: key["x"], y: key["y"] };
  return { kty, kid, alg, use, ...members } as JWK;
}
