/** What is stored: a list of accounts with one active. */

import { FITS_HEADER } from "../options.ts";
import type { IssuedSession, PendingSignIn, SessionFields, SessionUser } from "./wire.ts";

/** An access token with its times on the client's own clock, so that a wrong clock does no harm. */
export interface HeldToken {
  readonly accessToken: string;
  /** From here on it is used and replaced in the background. */
  readonly refreshAtMs: number;
  /** From here on it is not used. */
  readonly expiresAtMs: number;
}

/** A refresh that was sent and not answered: asked again with its key, it is answered as the first time. */
export interface SentRefresh {
  readonly key: string;
  readonly organizationId?: string;
  readonly audience?: string;
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
  /** The refresh under way, also when its answer was lost. */
  readonly sent?: SentRefresh | undefined;
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
    const { version, active, accounts, pending } = stored;
    if (version === 1 && isText(active ?? "") && accounts.every(isAccount) && (pending === null || (isText(pending.status) && isToken(pending.pendingToken))))
      return stored;
  } catch {
    // Not JSON, or a member is missing on the way to what is read: the same as nothing.
  }
  return NO_ACCOUNTS;
}

const isText = (value: unknown): value is string => typeof value === "string";

const isToken = (value: unknown): boolean => isText(value) && FITS_HEADER.test(value);

/** Whether nothing that is done with an account can fail for its shape. Tokens go into headers, so they have to fit into one. */
const isAccount = ({ session, user, accessToken, refreshToken, device, refreshAtMs, expiresAtMs, generation, sent }: Account): boolean =>
  [session.id, user.id, sent?.organizationId ?? "", sent?.audience ?? ""].every(isText) &&
  [accessToken, refreshToken ?? "-", device ?? "-", sent ? sent.key : "-"].every(isToken) &&
  [refreshAtMs, expiresAtMs, generation].every(Number.isFinite);

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
