import { SignJWT, importJWK } from "jose";
import type { Provider } from "./provider.ts";
import { providerKey } from "./signing-key.ts";
import type { ProviderAccountRow, ProviderFailure } from "./table.ts";

/** What an OpenID provider tells of an account: as much as the application asked for (OpenID Connect Core 1.0, section 5.4). */
export function claimsOf(provider: Provider, account: ProviderAccountRow, scopes: readonly string[]): Record<string, unknown> {
  const { subject, email, emailVerified, name } = account;
  const [givenName, ...familyNames] = (name ?? "").split(" ");
  return {
    sub: subject,
    ...(scopes.includes("profile") && name !== null
      ? { name, given_name: givenName, ...(familyNames.length > 0 ? { family_name: familyNames.join(" ") } : {}) }
      : {}),
    // Microsoft says of an address only whether its domain belongs to the tenant.
    ...(scopes.includes("email") && email !== null
      ? { email, ...(provider.name === "microsoft" ? { xms_edov: emailVerified } : { email_verified: emailVerified }) }
      : {}),
  };
}

export interface IdTokenFacts {
  readonly issuer: string;
  readonly clientId: string;
  readonly nonce: string | null;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly lifeSeconds: number;
  /** What shall be wrong with it. */
  readonly failure: ProviderFailure | null;
}

/** Signs the ID token (OpenID Connect Core 1.0, section 2). */
export async function signIdToken(claims: Readonly<Record<string, unknown>>, facts: IdTokenFacts): Promise<string> {
  const { issuer, clientId, nonce, issuedAt, lifeSeconds, failure } = facts;
  const key = await importJWK(providerKey, "RS256");
  const token = await new SignJWT({
    ...claims,
    ...(failure === "other_person" ? { sub: `${String(claims["sub"])}9` } : {}),
    iss: failure === "wrong_issuer" ? "https://accounts.evil.test" : issuer,
    aud: failure === "wrong_audience" ? "another-application" : clientId,
    ...(nonce === null ? {} : { nonce: failure === "wrong_nonce" ? "of-another-sign-in" : nonce }),
    iat: issuedAt,
    exp: issuedAt + lifeSeconds,
  })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: providerKey.kid! })
    .sign(key);
  return failure === "forged_signature" ? withForgedSignature(token) : token;
}

/** The first letters, since the last one may stand for bits that do not count. */
function withForgedSignature(token: string): string {
  const at = token.lastIndexOf(".") + 1;
  return `${token.slice(0, at)}${token.startsWith("AAAA", at) ? "BBBB" : "AAAA"}${token.slice(at + 4)}`;
}
