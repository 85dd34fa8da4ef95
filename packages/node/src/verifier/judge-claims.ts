/** Whether the claims of a token hold. */

import { refused, type AccessTokenClaims, type TokenVerdict } from "./verdict.ts";

/** What claims are held against. */
export interface ClaimRules {
  readonly audience: string;
  readonly leewaySeconds: number;
  /** In seconds since 1970. */
  readonly now: number;
  /** How far the issuer's clock is ahead of ours, where that is known. */
  readonly skewMs: number | undefined;
}

const texts = ["sub", "sid", "jti"] as const;
const numbers = ["iat", "exp", "auth_time"] as const;

const isText = (value: unknown): boolean => typeof value === "string";
/** What may be missing, and what it is where it is there. */
const optional: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ["nbf", Number.isFinite],
  ["org_id", isText],
  ["org_role", isText],
  ["amr", (value) => Array.isArray(value) && value.every(isText)],
  // RFC 8693 section 4.1: without who acts, nobody could tell an impersonation.
  ["act", (value) => isText((Object(value) as { readonly sub?: unknown }).sub)],
];

/** Judges the claims of a token whose signature and issuer hold. */
export function judgeClaims(claims: Readonly<Record<string, unknown>>, { audience, leewaySeconds, now, skewMs }: ClaimRules): TokenVerdict {
  for (const name of texts) {
    const value = claims[name];
    if (typeof value !== "string" || value === "") return refused("claim_missing", `The token has no ${name}, which every access token of Plinto has.`);
  }
  for (const name of numbers) {
    if (!Number.isFinite(claims[name])) return refused("claim_missing", `The token has no ${name}, which every access token of Plinto has.`);
  }
  const { aud, iat, exp, nbf } = claims as AccessTokenClaims & { readonly nbf?: unknown };
  if (!(Array.isArray(aud) ? aud.includes(audience) : aud === audience))
    return refused("audience_mismatch", "The token is for another audience than this verifier's.");
  if (optional.some(([name, isRight]) => claims[name] !== undefined && !isRight(claims[name])))
    return refused("token_malformed", "A claim of the token is of another type than access tokens have.");
  const begins = Math.max(iat, typeof nbf === "number" ? nbf : iat);
  const isOverAt = (time: number): boolean => time >= exp + leewaySeconds;
  const holdsAt = (time: number): boolean => !isOverAt(time) && begins <= time + leewaySeconds;
  if (holdsAt(now)) return { status: "valid", claims: (claims["amr"] ? claims : { ...claims, amr: [] }) as AccessTokenClaims };
  const ahead = (skewMs ?? 0) / 1000;
  // By the issuer's time it is good: what is wrong is this machine, and no other token would help. Elsewise the token is.
  if (Math.abs(ahead) > Math.max(leewaySeconds, 30) && holdsAt(now + ahead)) {
    const message = `The clock of this machine is ${Math.round(Math.abs(ahead))} s ${ahead > 0 ? "behind" : "ahead of"} the issuer's, so that no token can be judged: set it, by NTP for instance.`;
    return { status: "unavailable", reason: "clock_skewed", message, retryAfterSeconds: 30 };
  }
  if (isOverAt(now)) return refused("token_expired", `The token ended ${Math.round(now - exp)} s ago: refresh the session.`);
  return refused(
    "token_not_yet_valid",
    `The token begins in ${Math.round(begins - now)} s: the clock of this machine is behind the issuer's, or another has made the token.`,
  );
}
