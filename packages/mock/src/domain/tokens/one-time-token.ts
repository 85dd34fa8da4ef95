import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { isSameAsker, type Asker, type CodePlace } from "../auth/place.ts";
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
  /** Who asked for it, where anybody may: it ends none that others asked for. */
  readonly asker?: Asker;
}

/** A token as it is sent: in a link, or as a code of six digits. */
export interface IssuedToken {
  readonly row: OneTimeTokenRow;
  readonly token: string;
  readonly code: string;
}

/** How many tokens of one purpose that one client asked for are good at once. */
const goodAtOnce = 3;

/**
 * Makes a token. Of older ones of the same purpose and address those die that the same client asked for, but for the
 * newest: what a stranger asks for ends nothing. Where nobody but the person can ask, all die, unless they are to be kept.
 */
export function issueToken(tx: MockTransaction, given: NewToken): IssuedToken {
  const { asker } = given;
  const values = asker === undefined ? given : { ...given, data: { ...given.data, askedFrom: asker } };
  if (asker) {
    const own = openTokens(tx, values.purpose, values.email).filter(({ data }) => isSameAsker(data["askedFrom"] as Asker, asker));
    for (const old of own.slice(goodAtOnce - 1)) tx.oneTimeTokens.update(old.id, { revokedAt: tx.now });
  } else if (!values.keepOlder) revokeTokens(tx, values.purpose, values.email);
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
  const token = spellToken(formOf(values.purpose), id, tx.derive("one-time-token", ...facts));
  const code = spellCode(tx.derive("one-time-code", ...facts));
  const row = tx.oneTimeTokens.insert({
    id,
    purpose: values.purpose,
    userId: values.userId,
    emailKey: emailKey(values.email),
    hash: hashSecret(token),
    codeHash: hashSecret(`${id}:${code}`),
    attempts: {},
    expiresAt: tx.now + values.ttlMs,
    usedAt: null,
    revokedAt: null,
    data: values.data ?? {},
  });
  return { row, token, code };
}

/** Takes back what was sent for a purpose to an address. */
export function revokeTokens(tx: MockTransaction, purpose: TokenPurpose, email: string): void {
  for (const row of openTokens(tx, purpose, email)) tx.oneTimeTokens.update(row.id, { revokedAt: tx.now });
}

/** What was sent for a purpose to an address and was neither used nor taken back, the newest first. It may have expired. */
export function openTokens(read: MockReaders, purpose: TokenPurpose, email: string): OneTimeTokenRow[] {
  return read.oneTimeTokens
    .scan("byEmail", [purpose, emailKey(email)], { reverse: true })
    .toArray()
    .filter(({ usedAt, revokedAt }) => usedAt === null && revokedAt === null);
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
  const row = findByToken(read.oneTimeTokens, formOf(purpose), token);
  if (!row || row.purpose !== purpose) return refuse("token_invalid");
  if (row.usedAt !== null) return refuse("token_used");
  if (row.revokedAt !== null) return refuse("token_invalid");
  if (row.expiresAt <= now) return refuse("token_expired");
  return ok(row);
}

/** Uses a token up. The others that were asked for to the same end are good for nothing any more. */
export function useToken(tx: MockTransaction, row: OneTimeTokenRow): void {
  tx.oneTimeTokens.update(row.id, { usedAt: tx.now });
  if (row.data["askedFrom"] !== undefined) revokeTokens(tx, row.purpose, row.emailKey);
}

/** `wasTried` tells a wrong code from one where there was none to guess. */
export type CodeRefusal = Refusal<"otp_invalid" | "otp_expired" | "too_many_attempts", { readonly wasTried: boolean }>;

/**
 * Checks a code against those of a purpose that went to an address and are good. A wrong one is counted with each of
 * them; after five nothing helps.
 *
 * @param placeOf where the tries of a token are counted that the caller makes
 */
export function checkCode(
  tx: MockTransaction,
  purpose: TokenPurpose,
  email: string,
  code: string,
  placeOf: (token: OneTimeTokenRow) => CodePlace,
): Ok<OneTimeTokenRow> | CodeRefusal {
  const sent = openTokens(tx, purpose, email);
  const good = sent.filter(({ expiresAt }) => expiresAt > tx.now).map((row) => ({ row, place: placeOf(row) }));
  if (good.length === 0) return refuse(sent.length === 0 ? "otp_invalid" : "otp_expired", { wasTried: false });
  const triesOf = ({ attempts }: OneTimeTokenRow, place: string): number => attempts[place] ?? 0;
  const open = good.filter(({ row, place }) => triesOf(row, place.own) < maximumAttempts);
  const right = open.find(({ row }) => row.codeHash !== null && equalInConstantTime(hashSecret(`${row.id}:${code}`), row.codeHash));
  if (right) return ok(right.row);
  const shown = good.filter(({ row, place }) => triesOf(row, place.shown) < maximumAttempts);
  for (const { row, place } of open) {
    const counted = [...new Set([place.own, place.shown])].map((name) => [name, triesOf(row, name) + 1] as const);
    tx.oneTimeTokens.update(row.id, { attempts: { ...row.attempts, ...Object.fromEntries(counted) } });
  }
  return shown.length === 0 ? refuse("too_many_attempts", { wasTried: false }) : refuse("otp_invalid", { wasTried: true });
}

function formOf(purpose: TokenPurpose): TokenForm {
  return { prefix: `${prefixes[purpose]}_`, idPrefix: "otk_" };
}

function spellCode(bytes: Uint8Array): string {
  return String(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) % 1_000_000).padStart(6, "0");
}
