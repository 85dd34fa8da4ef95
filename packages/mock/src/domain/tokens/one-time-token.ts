import { hashSecret } from "../../credentials/secret-key.ts";
import { toBase62 } from "../../kernel/base62.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { emailKey } from "../users/user.ts";
import type { OneTimeTokenRow, TokenPurpose } from "./table.ts";

const prefixes: Readonly<Record<TokenPurpose, string>> = {
  email_verification: "ev",
  password_reset: "pr",
  magic_link: "ml",
  otp: "oc",
  email_change: "ec",
  invitation: "it",
};
const maximumAttempts = 5;

/** What a new token is made of. */
export interface NewToken {
  readonly purpose: TokenPurpose;
  readonly userId: string | null;
  readonly email: string;
  readonly ttlMs: number;
  readonly data?: Readonly<Record<string, unknown>>;
  /** What the token is good for where that is kept elsewhere, and may change there: the token is derived from it too. */
  readonly grants?: readonly string[];
  /** Leaves older tokens of the same purpose and address alone, since they are about something else. */
  readonly keepOlder?: boolean;
}

/** A token as it is sent: in a link, or as a code of six digits. */
export interface IssuedToken {
  readonly row: OneTimeTokenRow;
  readonly token: string;
  readonly code: string;
}

/** Makes a token. Older ones of the same purpose and address die, unless they are to be kept. */
export function issueToken(tx: MockTransaction, values: NewToken): IssuedToken {
  if (!values.keepOlder) revokeTokens(tx, values.purpose, values.email);
  const id = tx.id("otk");
  // From what they stand for as well as from the id: ids come again in a world that begins anew.
  const facts = [
    id,
    values.purpose,
    values.userId ?? "",
    emailKey(values.email),
    tx.now,
    values.ttlMs,
    JSON.stringify([values.data ?? {}, values.grants ?? []]),
  ];
  const token = `${prefixes[values.purpose]}_${id.slice(4)}${toBase62(tx.derive("one-time-token", ...facts)).slice(0, 32)}`;
  const code = spellCode(tx.derive("one-time-code", ...facts));
  const row = tx.oneTimeTokens.insert({
    id,
    purpose: values.purpose,
    userId: values.userId,
    emailKey: emailKey(values.email),
    hash: hashSecret(token),
    codeHash: hashSecret(`${id}:${code}`),
    attempts: 0,
    expiresAt: tx.now + values.ttlMs,
    usedAt: null,
    revokedAt: null,
    data: values.data ?? {},
  });
  return { row, token, code };
}

/** Takes back what was sent for a purpose to an address. */
export function revokeTokens(tx: MockTransaction, purpose: TokenPurpose, email: string): void {
  for (const row of tx.oneTimeTokens.scan("byEmail", [purpose, emailKey(email)]).toArray()) {
    if (row.usedAt === null && row.revokedAt === null) tx.oneTimeTokens.update(row.id, { revokedAt: tx.now });
  }
}

/** Takes one token back. */
export function revokeToken(tx: MockTransaction, id: string): void {
  const row = tx.oneTimeTokens.get(id);
  if (row && row.usedAt === null && row.revokedAt === null) tx.oneTimeTokens.update(id, { revokedAt: tx.now });
}

/** Takes back what was sent to a person: all of it, or for one purpose. */
export function revokeTokensOf(tx: MockTransaction, userId: string, purpose?: TokenPurpose): void {
  for (const row of tx.oneTimeTokens.scan("byUser", purpose === undefined ? [userId] : [userId, purpose]).toArray()) revokeToken(tx, row.id);
}

export type TokenRefusal = Refusal<"token_invalid" | "token_expired" | "token_used", Record<never, never>>;

/** The row of a token that is good. It is not used up by that; `useToken` does it. */
export function readToken(read: MockReaders, purpose: TokenPurpose, token: string, now: number): Ok<OneTimeTokenRow> | TokenRefusal {
  const prefix = `${prefixes[purpose]}_`;
  if (!token.startsWith(prefix) || token.length !== prefix.length + 26 + 32) return refuse("token_invalid");
  const row = read.oneTimeTokens.get(`otk_${token.slice(prefix.length, prefix.length + 26)}`);
  if (!row || row.purpose !== purpose || !equalInConstantTime(hashSecret(token), row.hash)) return refuse("token_invalid");
  if (row.usedAt !== null) return refuse("token_used");
  if (row.revokedAt !== null) return refuse("token_invalid");
  if (row.expiresAt <= now) return refuse("token_expired");
  return ok(row);
}

export function useToken(tx: MockTransaction, row: OneTimeTokenRow): void {
  tx.oneTimeTokens.update(row.id, { usedAt: tx.now });
}

export type CodeRefusal = Refusal<"otp_invalid" | "otp_expired" | "too_many_attempts", Record<never, never>>;

/** Checks a code against the newest token of a purpose and address. A wrong one is counted; after five nothing helps. */
export function checkCode(tx: MockTransaction, purpose: TokenPurpose, email: string, code: string): Ok<OneTimeTokenRow> | CodeRefusal {
  const row = tx.oneTimeTokens
    .scan("byEmail", [purpose, emailKey(email)], { reverse: true })
    .toArray()
    .find((candidate) => candidate.usedAt === null && candidate.revokedAt === null);
  if (!row) return refuse("otp_invalid");
  if (row.expiresAt <= tx.now) return refuse("otp_expired");
  if (row.attempts >= maximumAttempts) return refuse("too_many_attempts");
  if (row.codeHash === null || !equalInConstantTime(hashSecret(`${row.id}:${code}`), row.codeHash)) {
    tx.oneTimeTokens.update(row.id, { attempts: row.attempts + 1 });
    return refuse("otp_invalid");
  }
  return ok(row);
}

function spellCode(bytes: Uint8Array): string {
  return String(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % 1_000_000).padStart(6, "0");
}
