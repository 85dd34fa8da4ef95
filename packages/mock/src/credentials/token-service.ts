import type { JWK } from "jose";
import type { SessionRow } from "../domain/sessions/table.ts";
import { toBase62 } from "../kernel/base62.ts";
import type { Derive } from "../kernel/secret.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";
import { accessTokenExpiry, type AccessTokenClaims, type AccessTokens } from "./access-token.ts";

/** What a token is minted for. */
export interface MintOptions {
  readonly session: SessionRow;
  readonly role: string | null;
  readonly organizationId: string | null;
  readonly audience: string | undefined;
  readonly algorithm: "RS256" | "ES256";
  readonly ttlSeconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Mints and reads the tokens of one world. */
export class TokenService {
  readonly #accessTokens: AccessTokens;
  readonly #derive: Derive;
  readonly #issuer: () => string;
  #minted = 0;

  constructor(accessTokens: AccessTokens, derive: Derive, issuer: () => string) {
    this.#accessTokens = accessTokens;
    this.#derive = derive;
    this.#issuer = issuer;
  }

  /** The issuer of this world's tokens: its base URL. */
  get issuer(): string {
    return this.#issuer();
  }

  async mint(options: MintOptions): Promise<string> {
    const { session, now, ttlSeconds } = options;
    const issuedAt = Math.floor(now / 1000);
    this.#minted += 1;
    const claims: AccessTokenClaims = {
      iss: this.issuer,
      aud: options.audience ?? this.issuer,
      sub: session.userId,
      sid: session.id,
      jti: session.binding + toBase62(this.#derive("jti", session.id, issuedAt, this.#minted)).slice(0, 11),
      iat: issuedAt,
      exp: accessTokenExpiry(now, ttlSeconds),
      auth_time: Math.floor(parseTimestamp(session.authenticatedAt) / 1000),
      amr: session.authenticationMethods,
      ...(session.impersonatorId ? { act: { sub: session.impersonatorId } } : {}),
      ...(options.organizationId ? { org_id: options.organizationId } : {}),
      ...(options.role ? { org_role: options.role } : {}),
    };
    return this.#accessTokens.sign(claims, options.algorithm);
  }

  /** The claims of a token for this API. */
  verify(token: string): Promise<AccessTokenClaims | undefined> {
    return this.#accessTokens.verify(token, this.issuer, this.issuer);
  }

  /** The claims of a token of this world, whoever shall accept it. */
  inspect(token: string): Promise<AccessTokenClaims | undefined> {
    return this.#accessTokens.verify(token, this.issuer, undefined);
  }

  /** A detached JWS of these very bytes. */
  signDetached(bytes: Uint8Array, algorithm: "RS256" | "ES256"): Promise<string> {
    return this.#accessTokens.signDetached(bytes, algorithm);
  }

  /** The public keys (RFC 7517), the one that signs now first. */
  publicKeys(algorithm: "RS256" | "ES256"): JWK[] {
    return this.#accessTokens.publicKeys().sort((a, b) => Number(b.alg === algorithm) - Number(a.alg === algorithm));
  }
}
