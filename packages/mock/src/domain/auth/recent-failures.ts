import type { MockReaders, MockTransaction } from "../../schema.ts";

/** So many failures within so long lock for as long. */
const maximumFailures = 10;
const windowMs = 15 * 60 * 1000;

/** What is counted, and whom it is about, as hashes. */
export interface RecentCounter {
  readonly id: string;
  readonly subject: string;
}

/** When the lock of a counter ends, or ended; 0 without one. */
export function recentLockEnd(read: MockReaders, id: string): number {
  return read.failedAttempts.get(id)?.lockExpiresAt ?? 0;
}

/** For how many seconds a counter is locked still; 0 when it is not. */
export function recentLockSeconds(read: MockReaders, id: string, now: number): number {
  return Math.max(0, Math.ceil((recentLockEnd(read, id) - now) / 1000));
}

/** Counts a failure. The tenth within a quarter of an hour locks for as long; returns when that ends, or 0. */
export function countRecent(tx: MockTransaction, { id, subject }: RecentCounter): number {
  const before = tx.failedAttempts.get(id);
  const counted = before === undefined || before.lockExpiresAt !== null ? [] : before.recentAt.filter((at) => at + windowMs > tx.now);
  const recentAt = [...counted, tx.now];
  const lockExpiresAt = recentAt.length >= maximumFailures ? tx.now + windowMs : null;
  const row = { id, subject, failures: recentAt.length, recentAt, lockExpiresAt, lastAt: tx.now };
  if (before) tx.failedAttempts.update(id, row);
  else tx.failedAttempts.insert(row);
  return lockExpiresAt ?? 0;
}
