import { hashSecret } from "../../credentials/secret-key.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import { userFacts } from "../users/facts.ts";
import type { UserRow } from "../users/table.ts";
import { emailKey, touchUser } from "../users/user.ts";
import type { FailedAttemptRow } from "./table.ts";

/** Everywhere together: an attacker with many addresses gets this many times the tries of one. */
const everywhereFactor = 10;
const everywhere = "*";
const forgottenAfterMs = 24 * 60 * 60 * 1000;

/**
 * How long an e-mail address is locked for a network address, in seconds; 0 when it is not. Whoever fails from one
 * address locks that address only, so nobody locks somebody else out, but for very many failures from everywhere.
 */
export function lockedForSeconds(read: MockReaders, email: string, address: string | null, now: number): number {
  const ends = [address ?? "", everywhere].map((place) => read.failedAttempts.get(attemptId(email, place))?.lockExpiresAt ?? 0);
  return Math.max(0, Math.ceil((Math.max(...ends) - now) / 1000));
}

/** Counts a failure. At the limit the place is locked, and the person, if somebody has the address, is shown as locked. */
export function countFailure(
  tx: MockTransaction,
  emit: Emit,
  environment: EnvironmentRow,
  email: string,
  user: UserRow | undefined,
  address: string | null,
): void {
  for (const old of tx.failedAttempts.scan("byLast", [], { before: [tx.now - forgottenAfterMs], limit: 10 }).toArray()) {
    if (old.lockExpiresAt === null || old.lockExpiresAt <= tx.now) tx.failedAttempts.delete(old.id);
  }
  const { maxFailedSignIns } = environment.session;
  const locks = [
    countAt(tx, environment, email, address ?? "", maxFailedSignIns),
    countAt(tx, environment, email, everywhere, maxFailedSignIns * everywhereFactor),
  ];
  const until = Math.max(...locks);
  if (!user || until === 0) return;
  const locked = touchUser(tx, user, { lockExpiresAt: formatTimestamp(until), ...(user.status === "active" ? { status: "locked" as const } : {}) });
  emit("user.locked", userFacts(locked, "self"));
}

/** Forgets the failures from one place: the person has proved who she is. Those from elsewhere stay counted. */
export function forgetFailures(tx: MockTransaction, email: string, address: string | null): void {
  const here = tx.failedAttempts.get(attemptId(email, address ?? ""));
  if (!here) return;
  tx.failedAttempts.delete(here.id);
  const all = tx.failedAttempts.get(attemptId(email, everywhere));
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

/** Counts in one place and returns when the lock ends that this failure brought about, or 0. */
function countAt(tx: MockTransaction, environment: EnvironmentRow, email: string, place: string, limit: number): number {
  const id = attemptId(email, place);
  const before = tx.failedAttempts.get(id);
  // After a lock has run out the count begins anew.
  const failures = before === undefined || before.lockExpiresAt !== null ? 1 : before.failures + 1;
  const lockExpiresAt = failures >= limit ? tx.now + environment.session.lockoutSeconds * 1000 : null;
  const row: FailedAttemptRow = { id, subject: subjectOf(email), failures, lockExpiresAt, lastAt: tx.now };
  if (before) tx.failedAttempts.update(id, row);
  else tx.failedAttempts.insert(row);
  return lockExpiresAt ?? 0;
}

function attemptId(email: string, place: string): string {
  return hashSecret(JSON.stringify(["failed-attempt", emailKey(email), place]));
}

function subjectOf(email: string): string {
  return hashSecret(JSON.stringify(["failed-attempt", emailKey(email)]));
}
