import { hashSecret } from "../../credentials/secret-key.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { refuse, type Refusal } from "../../kernel/transaction.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { emailKey, touchUser } from "../users/user.ts";
import { countFailed, forgetFailed, lockSeconds, type AttemptLimit } from "./failed-attempts.ts";
import { placeOf, type Trier } from "./place.ts";

/** An account from everywhere together, and an address over all accounts together, have this many times the tries of one with one. */
const togetherFactor = 10;
const everywhere = "*";

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
  const here = lockSeconds(read, [placeId(email, place.name)], now);
  const retryAfterSeconds = place.isPrivate ? here : Math.max(here, lockSeconds(read, [placeId(email, everywhere)], now));
  if (retryAfterSeconds > 0) return { refusal: refuse("account_locked", { retryAfterSeconds }), isOfPlace: here > 0, sparesPerson: place.isKnown };
  if (place.isPrivate || client.address === null) return undefined;
  const waitSeconds = lockSeconds(read, [addressId(environment, client.address, now), addressId(environment, client.address, now, 1)], now);
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
  const { maxFailedSignIns, lockoutSeconds } = environment.session;
  const one: AttemptLimit = { limit: maxFailedSignIns, lockMs: lockoutSeconds * 1000 };
  const together: AttemptLimit = { ...one, limit: maxFailedSignIns * togetherFactor };
  const place = placeOf(tx, prover, tx.now);
  const subject = subjectOf(email);
  const until = Math.max(
    countFailed(tx, { id: placeId(email, place.name), subject, ...one }),
    place.isPrivate || underLock ? 0 : countFailed(tx, { id: placeId(email, everywhere), subject, ...together }),
  );
  if (client.address !== null && !place.isPrivate && !underLock) {
    const id = addressId(environment, client.address, tx.now);
    countFailed(tx, { id, subject: id, ...together });
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
  if (all) tx.failedAttempts.update(all.id, { failedAt: all.failedAt.slice(here.failedAt.length) });
}

/** Forgets all failures of an address. The lock of the person is `unlocked` apart. */
export function clearFailures(tx: MockTransaction, email: string): void {
  forgetFailed(tx, subjectOf(email));
}

/** The fields of a person who is no longer locked. */
export function unlocked(user: UserRow): Pick<UserRow, "status" | "lockExpiresAt" | "failedSignIns"> {
  return { status: user.status === "locked" ? "active" : user.status, lockExpiresAt: null, failedSignIns: 0 };
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
