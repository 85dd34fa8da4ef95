import type { MockReaders, MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";

/** How many failures lock, and for how long. */
export interface AttemptLimit {
  readonly limit: number;
  readonly lockMs: number;
  /** How long a failure counts. Until it is forgotten when absent. */
  readonly windowMs?: number;
}

/** What is counted, and whom it is about, as hashes. */
export interface AttemptCounter extends AttemptLimit {
  readonly id: string;
  readonly subject: string;
}

const quarterMs = 15 * 60 * 1000;
// No lock lasts longer.
const keptMs = 24 * 60 * 60 * 1000;

/** Ten failures within a quarter of an hour lock for as long. */
export const tenInAQuarter: AttemptLimit = { limit: 10, lockMs: quarterMs, windowMs: quarterMs };

/** Counts a failure, and lets go of counters that are old. Returns when the lock ends that the failure brought about, or 0. */
export function countFailed(tx: MockTransaction, { id, subject, limit, lockMs, windowMs = Infinity }: AttemptCounter): number {
  dropOld(tx.failedAttempts, "byLast", tx.now - keptMs);
  const before = tx.failedAttempts.get(id);
  // After a lock has run out the count begins anew.
  const counted = before === undefined || before.lockExpiresAt !== null ? [] : before.failedAt.filter((at) => at + windowMs > tx.now);
  const failedAt = [...counted, tx.now];
  const lockExpiresAt = failedAt.length >= limit ? tx.now + lockMs : null;
  const row = { id, subject, failedAt, lockExpiresAt, lastAt: tx.now };
  if (before) tx.failedAttempts.update(id, row);
  else tx.failedAttempts.insert(row);
  return lockExpiresAt ?? 0;
}

/** For how many seconds one of some counters is locked still; 0 when none is. */
export function lockSeconds(read: MockReaders, ids: readonly string[], now: number): number {
  const ends = ids.map((id) => read.failedAttempts.get(id)?.lockExpiresAt ?? 0);
  return Math.max(0, Math.ceil((Math.max(...ends) - now) / 1000));
}

/** When the last lock of a subject ends, or ended; 0 without one. */
export function lastLockEnd(read: MockReaders, subject: string): number {
  return Math.max(0, ...[...read.failedAttempts.scan("bySubject", [subject])].map(({ lockExpiresAt }) => lockExpiresAt ?? 0));
}

/** Forgets all failures of a subject. */
export function forgetFailed(tx: MockTransaction, subject: string): void {
  for (const row of tx.failedAttempts.scan("bySubject", [subject]).toArray()) tx.failedAttempts.delete(row.id);
}
