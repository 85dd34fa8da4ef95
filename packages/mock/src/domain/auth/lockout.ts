import { hashSecret } from "../../credentials/secret-key.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { refuse, type Refusal } from "../../kernel/transaction.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { emailKey, touchUser } from "../users/user.ts";
import { placeOf, type Trier } from "./place.ts";
import type { FailedAttemptRow } from "./table.ts";

/** An account from everywhere together, and an address over all accounts together, have this many times the tries of one with one. */
const togetherFactor = 10;
const everywhere = "*";
const forgottenAfterMs = 24 * 60 * 60 * 1000;

/** Somebody who tries to prove to be whoever has an e-mail address. */
export interface Prover extends Trier {
  readonly email: string;
}

export type LockRefusal = Refusal<"account_locked", { retryAfterSeconds: number }> | Refusal<"rate_limited", { retryAfterSeconds: number; detail: string }>;

/** Why somebody may not try for a while. */
export interface Lock {
  readonly refusal: LockRefusal;
  /** Whether it is that of the place, which strikes everybody who tries there. */
  readonly isOfPlace: boolean;
  /** Whether the person gets in with the right password all the same. */
  readonly sparesPerson: boolean;
}

/**
 * Why somebody may not try for a while. Failures count where they come from: whoever fails from one address locks that
 * address. Very many failures from everywhere lock an account, and very many over all accounts lock an address, but
 * neither strikes where the person is known: the session, a device or an address that she signed in from before. So
 * nobody locks her out from elsewhere. At an address, which she may share, the right password alone shows that.
 */
export function lockOf(read: MockReaders, environment: EnvironmentRow, prover: Prover, now: number): Lock | undefined {
  const { email, client } = prover;
  const place = placeOf(read, prover, now);
  const here = longestLock(read, [placeId(email, place.name)], now);
  const retryAfterSeconds = place.isPrivate ? here : Math.max(here, longestLock(read, [placeId(email, everywhere)], now));
  if (retryAfterSeconds > 0) return { refusal: refuse("account_locked", { retryAfterSeconds }), isOfPlace: here > 0, sparesPerson: place.isKnown };
  if (place.isPrivate || client.address === null) return undefined;
  const waitSeconds = longestLock(read, [addressId(environment, client.address, now), addressId(environment, client.address, now, 1)], now);
  if (waitSeconds === 0) return undefined;
  const detail = "Too many sign-ins failed from this network address. Wait for `Retry-After` seconds.";
  return { refusal: refuse("rate_limited", { retryAfterSeconds: waitSeconds, detail }), isOfPlace: false, sparesPerson: place.isKnown };
}

/**
 * Counts a failure. At the limit the place is locked, and the person, if somebody has the address, is shown as locked.
 *
 * @param underLock whether a lock was in force that is wider than the place: then the failure counts for the place alone
 */
export function countFailure(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, prover: Prover, underLock: boolean): void {
  const { email, user, client } = prover;
  for (const old of tx.failedAttempts.scan("byLast", [], { before: [tx.now - forgottenAfterMs], limit: 10 }).toArray()) {
    if (old.lockExpiresAt === null || old.lockExpiresAt <= tx.now) tx.failedAttempts.delete(old.id);
  }
  const { maxFailedSignIns } = environment.session;
  const place = placeOf(tx, prover, tx.now);
  const subject = subjectOf(email);
  const until = Math.max(
    count(tx, environment, { id: placeId(email, place.name), subject, limit: maxFailedSignIns }),
    place.isPrivate || underLock ? 0 : count(tx, environment, { id: placeId(email, everywhere), subject, limit: maxFailedSignIns * togetherFactor }),
  );
  if (client.address !== null && !place.isPrivate && !underLock) {
    const id = addressId(environment, client.address, tx.now);
    count(tx, environment, { id, subject: id, limit: maxFailedSignIns * togetherFactor });
  }
  if (!user || until === 0) return;
  const locked = touchUser(tx, user, { lockExpiresAt: formatTimestamp(until), ...(user.status === "active" ? { status: "locked" as const } : {}) });
  emit("user.locked", userFacts(locked, "self"));
}

/** Forgets the failures of an account from one place: the person has proved who she is. Those from elsewhere stay counted. */
export function forgetFailures(tx: MockTransaction, prover: Prover): void {
  const place = placeOf(tx, prover, tx.now);
  const here = tx.failedAttempts.get(placeId(prover.email, place.name));
  if (!here) return;
  tx.failedAttempts.delete(here.id);
  const all = place.isPrivate ? undefined : tx.failedAttempts.get(placeId(prover.email, everywhere));
  if (all) tx.failedAttempts.update(all.id, { failures: Math.max(0, all.failures - here.failures) });
}

/** Forgets all failures of an address. The lock of the person is `unlocked` apart. */
export function clearFailures(tx: MockTransaction, email: string): void {
  for (const row of tx.failedAttempts.scan("bySubject", [subjectOf(email)]).toArray()) tx.failedAttempts.delete(row.id);
}

/** The fields of a person who is no longer locked. */
export function unlocked(user: UserRow): Pick<UserRow, "status" | "lockExpiresAt" | "failedSignIns"> {
  return { status: user.status === "locked" ? "active" : user.status, lockExpiresAt: null, failedSignIns: 0 };
}

interface Counter {
  readonly id: string;
  readonly subject: string;
  readonly limit: number;
}

/** Counts a failure and returns when the lock ends that it brought about, or 0. */
function count(tx: MockTransaction, environment: EnvironmentRow, { id, subject, limit }: Counter): number {
  const before = tx.failedAttempts.get(id);
  // After a lock has run out the count begins anew.
  const failures = before === undefined || before.lockExpiresAt !== null ? 1 : before.failures + 1;
  const lockExpiresAt = failures >= limit ? tx.now + environment.session.lockoutSeconds * 1000 : null;
  const row: FailedAttemptRow = { id, subject, failures, recentAt: [], lockExpiresAt, lastAt: tx.now };
  if (before) tx.failedAttempts.update(id, row);
  else tx.failedAttempts.insert(row);
  return lockExpiresAt ?? 0;
}

function longestLock(read: MockReaders, ids: readonly string[], now: number): number {
  const ends = ids.map((id) => read.failedAttempts.get(id)?.lockExpiresAt ?? 0);
  return Math.max(0, Math.ceil((Math.max(...ends) - now) / 1000));
}

function placeId(email: string, place: string): string {
  return hashSecret(JSON.stringify(["failed-attempt", emailKey(email), place]));
}

/** An address is counted in windows, so that a large office which fails now and then all day is never locked. */
function addressId({ session }: EnvironmentRow, address: string, now: number, windowsAgo = 0): string {
  return hashSecret(JSON.stringify(["failed-address", address, session.lockoutSeconds, Math.floor(now / (session.lockoutSeconds * 1000)) - windowsAgo]));
}

function subjectOf(email: string): string {
  return hashSecret(JSON.stringify(["failed-attempt", emailKey(email)]));
}
