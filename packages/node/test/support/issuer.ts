import type { Clock } from "@plinto/core";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from "jose";
import { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from "../../src/index.ts";

export const issuer = "https://api.example.test";

/** A time that stands still until it is moved; timers are the machine's. */
export interface HandClock extends Clock {
  ms: number;
}

export function handClock(ms: number = Date.parse("2030-01-01T00:00:00.000Z")): HandClock {
  const clock: HandClock = {
    ms,
    now: () => clock.ms,
    setTimeout(callback, delay) {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
  };
  return clock;
}

/** A key of an issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly alg: "RS256" | "ES256";
  readonly privateKey: CryptoKey;
  /** As it stands in the set. */
  readonly jwk: JWK;
}

export async function makeKey(kid: string, alg: "RS256" | "ES256" = "RS256"): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** An issuer that stands by itself: its keys, how often it was asked for them, and whether it answers. */
export interface Issuer {
  keys: readonly JWK[];
  /** Answers what a test says instead, when it is set. */
  instead: (() => Response | Promise<Response>) | undefined;
  /** Paths that were asked for. */
  readonly asked: string[];
  readonly clock: HandClock;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  verifier(options?: Partial<TokenVerifierOptions>): TokenVerifier;
  /** A token as the API issues it, with other claims and header where a test says so. */
  sign(key: IssuerKey, claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
}

export function makeIssuer(keys: readonly IssuerKey[] = [], clock: HandClock = handClock()): Issuer {
  const self: Issuer = {
    keys: keys.map(({ jwk }) => jwk),
    instead: undefined,
    asked: [],
    clock,
    fetch: async (url) => {
      self.asked.push(new URL(url).pathname);
      return self.instead?.() ?? Response.json({ keys: self.keys });
    },
    verifier: (options = {}) => createTokenVerifier({ issuer, fetch: self.fetch, clock, ...options }),
    sign({ privateKey, kid, alg }, claims = {}, header = {}) {
      const now = Math.floor(clock.ms / 1000);
      return new SignJWT(usual(now, claims)).setProtectedHeader({ alg, typ: "at+jwt", kid, ...header }).sign(privateKey);
    },
  };
  return self;
}

/** What every access token says. A claim that is undefined is left out. */
export function usual(now: number, claims: Record<string, unknown> = {}): Record<string, unknown> {
  const all = { iss: issuer, aud: issuer, sub: "usr_1", sid: "ses_1", jti: "jti_1", iat: now, exp: now + 300, auth_time: now, amr: ["pwd"], ...claims };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A promise that a test resolves, for an answer that comes when it says so. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
