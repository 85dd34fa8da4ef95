import { hashSecret } from "../../credentials/secret-key.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import { refuse, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { countFailed, forgetFailed, lastLockEnd, lockSeconds, tenInAQuarter } from "../auth/failed-attempts.ts";
import { placeOf } from "../auth/place.ts";
import type { Emit } from "../events/emit.ts";
import type { ClientFacts } from "../sessions/devices.ts";
import type { SessionRow } from "../sessions/table.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { touchUser } from "../users/user.ts";

/**
 * Where second factors are tried from: a session, a device or an address that the person signed in from before, or
 * anywhere else (null). Each counts for itself, so that who has only the password locks the person out nowhere that she has been.
 */
export type ProvingPlace = string | null;

/** Somebody who tries a second factor. */
export interface FactorTrier {
  readonly user: UserRow;
  readonly client: ClientFacts;
  /** The session that steps up; null at a sign-in. */
  readonly session: SessionRow | null;
}

/** Where somebody tries a second factor. A device is the same place whether she steps up there or signs in. */
export function provingPlaceOf(read: MockReaders, { user, client, session }: FactorTrier, now: number): ProvingPlace {
  if (session) return session.deviceId ?? session.id;
  const { name, isKnown } = placeOf(read, { user, client, sessionId: null }, now);
  return isKnown ? name : null;
}

export type MfaLockRefusal = Refusal<"account_locked", { readonly retryAfterSeconds: number; readonly detail: string }>;

/** Why no second factor of a person is taken in a place for a while, and what helps. */
export function mfaLockRefusal(read: MockReaders, userId: string, place: ProvingPlace, now: number): MfaLockRefusal | undefined {
  const retryAfterSeconds = lockSeconds(read, [countId(userId, place)], now);
  if (retryAfterSeconds === 0) return undefined;
  const detail = "Too many second factors were refused. Wait for `Retry-After` seconds, or have an administrator unlock the account: no new password does.";
  return refuse("account_locked", { retryAfterSeconds, detail });
}

/** When the last lock for second factors of a person ends, wherever it is; 0 without one. */
export function mfaLockEnd(read: MockReaders, userId: string): number {
  return lastLockEnd(read, subjectOf(userId));
}

/** Counts a second factor that was refused. The tenth within a quarter of an hour locks the place for as long. */
export function countMfaFailure(tx: MockTransaction, emit: Emit, user: UserRow, place: ProvingPlace): void {
  const lockExpiresAt = countFailed(tx, { id: countId(user.id, place), subject: subjectOf(user.id), ...tenInAQuarter });
  if (lockExpiresAt === 0) return;
  const status = user.status === "active" ? { status: "locked" as const } : {};
  emit("user.locked", userFacts(touchUser(tx, user, { lockExpiresAt: formatTimestamp(lockExpiresAt), ...status }), "self"));
}

/** Forgets the failures of a place: the person has proved who she is. */
export function forgetMfaFailures(tx: MockTransaction, userId: string, place: ProvingPlace): void {
  tx.failedAttempts.delete(countId(userId, place));
}

/** Forgets all refused second factors of a person. A new password does not: who has her mailbox must get no more tries by it. */
export function clearMfaFailures(tx: MockTransaction, userId: string): void {
  forgetFailed(tx, subjectOf(userId));
}

function countId(userId: string, place: ProvingPlace): string {
  return hashSecret(JSON.stringify(["failed-mfa", userId, place]));
}

function subjectOf(userId: string): string {
  return hashSecret(JSON.stringify(["failed-mfa", userId]));
}
