/** What a token is worth. */

/** What an access token says (RFC 9068). */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string | readonly string[];
  /** The user. */
  readonly sub: string;
  /** The session. */
  readonly sid: string;
  readonly jti: string;
  /** When it was issued, in seconds since 1970. */
  readonly iat: number;
  /** When it ends, in seconds since 1970. */
  readonly exp: number;
  /** When the person proved who she is, in seconds since 1970. */
  readonly auth_time: number;
  /** With what (RFC 8176). */
  readonly amr: readonly string[];
  /** The super admin who acts as the user. */
  readonly act?: { readonly sub: string };
  readonly org_id?: string;
  readonly org_role?: string;
  readonly [claim: string]: unknown;
}

/** Why a token is refused. */
export type TokenRefusal =
  /** It is no JWT, asks for an extension, or has a claim of another type than access tokens have. */
  | "token_malformed"
  /** It is a JWT of another kind than `at+jwt`, such as an ID token. */
  | "token_type_wrong"
  /** Its algorithm is not RS256 or ES256, or not that of its key. */
  | "algorithm_not_allowed"
  /** A mock has signed it, whose private key everybody has. */
  | "mock_key_refused"
  /** It names a key that the issuer does not have. */
  | "key_unknown"
  | "signature_invalid"
  | "issuer_mismatch"
  | "audience_mismatch"
  /** A claim that every access token has is missing. */
  | "claim_missing"
  | "token_expired"
  | "token_not_yet_valid"
  /** Found by introspection or by the stream: its session was ended. */
  | "session_revoked"
  /** Found by introspection or by the stream: its user is banned. */
  | "user_banned"
  /** Found by introspection or by the stream: its user is no member of its organization any more, or was put out. */
  | "organization_closed";

/** Why nothing can be said of a token now. */
export type TokenDoubt =
  /** The issuer's keys cannot be had. */
  | "keys_unavailable"
  /** Its times are wrong by this machine's clock and right by the issuer's. */
  | "clock_skewed"
  /** The API cannot be asked whether its session goes on. */
  | "introspection_unavailable";

/** What a token is worth, with a sentence for people that never has the token in it. */
export type TokenVerdict =
  | { readonly status: "valid"; readonly claims: AccessTokenClaims }
  | { readonly status: "refused"; readonly reason: TokenRefusal; readonly message: string }
  | { readonly status: "unavailable"; readonly reason: TokenDoubt; readonly message: string; readonly retryAfterSeconds: number };

/** A verdict that refuses. */
export function refused(reason: TokenRefusal, message: string): TokenVerdict {
  return { status: "refused", reason, message };
}
