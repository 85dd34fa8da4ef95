/** What is stored: a list of accounts with one active. */

import type { IssuedSession, PendingSignIn, SessionFields, SessionUser } from "./wire.ts";

/** An access token with its times on the client's own clock, so that a wrong clock does no harm. */
export interface HeldToken {
  readonly accessToken: string;
  /** From here on it is used and replaced in the background. */
  readonly refreshAtMs: number;
  /** From here on it is not used. */
  readonly expiresAtMs: number;
}

/** One signed-in session. */
export interface Account extends HeldToken {
  readonly session: SessionFields;
  readonly user: SessionUser;
  /** Absent behind a `sessionEndpoint`. */
  readonly refreshToken: string | null;
  /** `Plinto-Device` of the sign-in: the server refreshes the session for the same device only. */
  readonly device: string | null;
  /** Grows with each change of the tokens: tells newer from older between tabs. */
  readonly generation: number;
}

/** The stored document. Several accounts are part of the format; this version fills one. */
export interface Accounts {
  readonly version: 1;
  /** Session id of the active account. */
  readonly active: string | null;
  readonly accounts: readonly Account[];
  /** Unfinished sign-in. */
  readonly pending: PendingSignIn | null;
}

export const NO_ACCOUNTS: Accounts = { version: 1, active: null, accounts: [], pending: null };

/** Reads a stored document; what another version or somebody else has written counts as none. */
export function parseAccounts(text: string | null): Accounts {
  try {
    const stored = JSON.parse(text ?? "") as Accounts;
    if (stored.version === 1) return stored;
  } catch {
    // Not JSON: the same as nothing.
  }
  return NO_ACCOUNTS;
}

/** The account with this session id; without one, the active account. */
export const findAccount = ({ accounts, active }: Accounts, id: string | null = active): Account | undefined =>
  accounts.find(({ session }) => session.id === id);

/** The document with `account` as the active one, in place of whatever was active before. */
export const withAccount = ({ accounts, active }: Accounts, account: Account): Accounts => ({
  version: 1,
  active: account.session.id,
  accounts: [...accounts.filter(({ session }) => session.id !== active), account],
  pending: null,
});

/** The document without the account of this session and without an unfinished sign-in. */
export const withoutAccount = ({ accounts, active }: Accounts, id: string | undefined): Accounts => ({
  version: 1,
  active: active === id ? null : active,
  accounts: accounts.filter(({ session }) => session.id !== id),
  pending: null,
});

/** The document with the changed account in the place it had. */
export const replaceAccount = (stored: Accounts, account: Account): Accounts => ({
  ...stored,
  accounts: stored.accounts.map((other) => (other.session.id === account.session.id ? account : other)),
});

const LEEWAY_MS = 60_000;

/** Splits an answer into session and tokens. `sentAtMs`: when the request left, since its token is older than its answer. */
export function splitIssued(issued: IssuedSession, sentAtMs: number): { session: SessionFields; token: HeldToken; refreshToken: string | null } {
  const { accessToken, accessTokenExpiresAt, expiresInSeconds, refreshToken = null, ...session } = issued;
  const lifeMs = expiresInSeconds * 1000;
  const expiresAtMs = sentAtMs + lifeMs;
  return {
    session,
    refreshToken,
    token: { accessToken, expiresAtMs, refreshAtMs: expiresAtMs - Math.min(LEEWAY_MS, lifeMs / 5) },
  };
}
