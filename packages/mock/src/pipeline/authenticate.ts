import { sessionClaims, type AccessTokenClaims } from "../credentials/access-token.ts";
import { parseSecretKey, type ParsedSecretKey } from "../credentials/secret-key.ts";
import type { TokenService } from "../credentials/token-service.ts";
import { findPendingSignIn, isPendingToken } from "../domain/auth/pending-sign-in.ts";
import { BoundedMap } from "../kernel/bounded-map.ts";
import type { Principal } from "../principal.ts";
import type { MockReaders } from "../schema.ts";
import { callerOfKey, callerOfPending, checkTokenEnd } from "./credential.ts";
import { fail } from "./problem.ts";

/** So many tokens, and as many keys. */
const remembered = 10_000;

/**
 * Reads the credential of a request. What costs (a signature, a hash) is remembered by the exact string; what can
 * change (expiry, revocation) is asked every time.
 */
export class Authenticator {
  readonly #tokens: TokenService;
  readonly #claims = new BoundedMap<string, AccessTokenClaims>(remembered);
  readonly #keys = new BoundedMap<string, ParsedSecretKey>(remembered);

  constructor(tokens: TokenService) {
    this.#tokens = tokens;
  }

  async authenticate(authorization: string | null, read: MockReaders, now: number): Promise<Principal> {
    if (authorization === null) return { kind: "anonymous" };
    const match = /^Bearer +(\S+)$/i.exec(authorization);
    if (!match) fail("access_token_invalid", { detail: "The header Authorization must be `Bearer` and one credential." });
    const credential = match[1]!;
    if (/^(?:sk|ok|pk)_/.test(credential)) return this.#key(credential, read, now);
    if (isPendingToken(credential)) return this.#pendingToken(credential, read, now);
    return this.#accessToken(credential, now);
  }

  #key(text: string, read: MockReaders, now: number): Principal {
    let parsed = this.#keys.get(text);
    if (!parsed) {
      parsed = parseSecretKey(text);
      if (!parsed)
        fail(
          "api_key_invalid",
          text.startsWith("pk_") ? { detail: "This is a publishable key, which gives no rights. It travels in the header Plinto-Publishable-Key." } : {},
        );
      this.#keys.set(text, parsed);
    }
    const row = read.keys.get(parsed.id);
    if (!row || row.kind !== parsed.kind) fail("api_key_invalid");
    return callerOfKey(row, parsed.hash, now);
  }

  /** A token whose step was taken passes here: the same call may be repeated, and the operation refuses any other. */
  #pendingToken(token: string, read: MockReaders, now: number): Principal {
    return callerOfPending(findPendingSignIn(read, token), now);
  }

  async #accessToken(token: string, now: number): Promise<Principal> {
    let claims = this.#claims.get(token);
    if (!claims) {
      claims = await this.#tokens.verify(token);
      if (!claims) fail("access_token_invalid");
      this.#claims.set(token, claims);
    }
    checkTokenEnd(claims.exp, now);
    return {
      kind: "user",
      ...sessionClaims(claims),
      expiresAt: claims.exp,
      impersonatorId: claims.act?.sub ?? null,
      sessionId: claims.sid,
      organizationId: claims.org_id ?? null,
    };
  }
}
