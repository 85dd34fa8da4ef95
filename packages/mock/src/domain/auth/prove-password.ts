import type { PasswordCheck } from "../../credentials/password.ts";
import { hashPassword } from "../../credentials/password-hash.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { countFailure, forgetFailures, lockedForSeconds, unlocked } from "./lockout.ts";

/** A password that somebody gives as proof. */
export interface PasswordProof {
  readonly email: string;
  /** Who has the address, if somebody does. */
  readonly user: UserRow | undefined;
  readonly password: string;
  /** What the comparison said before the transaction. */
  readonly check: PasswordCheck;
  /** Where the call came from. */
  readonly address: string | null;
}

export type ProofRefusal = Refusal<"invalid_credentials", Record<never, never>> | Refusal<"account_locked", { retryAfterSeconds: number }>;

/** Judges a password, counts a failure, and replaces a hash of another system once it has proved right. */
export function provePassword(
  tx: MockTransaction,
  emit: Emit,
  environment: EnvironmentRow,
  { email, user, password, check, address }: PasswordProof,
): Ok<UserRow> | ProofRefusal {
  const retryAfterSeconds = lockedForSeconds(tx, email, address, tx.now);
  if (retryAfterSeconds > 0) return refuse("account_locked", { retryAfterSeconds });
  // A password that was changed since the comparison is not proved by it.
  if (!user || !check.matches || check.hash !== user.passwordHash) {
    countFailure(tx, emit, environment, email, user, address);
    return refuse("invalid_credentials");
  }
  forgetFailures(tx, email, address);
  const lockIsOver = user.lockExpiresAt !== null && parseTimestamp(user.lockExpiresAt) <= tx.now;
  const patch = { ...(check.outdated ? { passwordHash: freshHash(tx, password) } : {}), ...(lockIsOver ? unlocked(user) : {}) };
  return ok(tx.users.update(user.id, patch));
}

/** The hash of a new password. */
export function freshHash(tx: MockTransaction, password: string): string {
  return hashPassword(password, tx.random.bytes(16));
}
