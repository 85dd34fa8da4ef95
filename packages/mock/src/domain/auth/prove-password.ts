import type { PasswordCheck } from "../../credentials/password.ts";
import { hashPassword } from "../../credentials/password-hash.ts";
import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { Emit } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { countFailure, forgetFailures, lockOf, unlocked, type LockRefusal, type Prover } from "./lockout.ts";

/** A password that somebody gives as proof. */
export interface PasswordProof extends Prover {
  readonly password: string;
  /** What the comparison said before the transaction. */
  readonly check: PasswordCheck;
}

export type ProofRefusal = Refusal<"invalid_credentials", Record<never, never>> | LockRefusal;

/** Judges a password, counts a failure, and replaces a hash of another system once it has proved right. */
export function provePassword(tx: MockTransaction, emit: Emit, environment: EnvironmentRow, proof: PasswordProof): Ok<UserRow> | ProofRefusal {
  const { user, password, check } = proof;
  const lock = lockOf(tx, environment, proof, tx.now);
  if (lock?.isOfPlace) return lock.refusal;
  // A password that was changed since the comparison is not proved by it.
  const isRight = user !== undefined && check.matches && check.hash === user.passwordHash;
  if (!isRight || (lock && !lock.sparesPerson)) {
    countFailure(tx, emit, environment, proof, lock !== undefined);
    return lock?.refusal ?? refuse("invalid_credentials");
  }
  forgetFailures(tx, proof);
  const lockIsOver = user.lockExpiresAt !== null && parseTimestamp(user.lockExpiresAt) <= tx.now;
  const patch = { ...(check.outdated ? { passwordHash: freshHash(tx, password) } : {}), ...(lockIsOver ? unlocked(user) : {}) };
  return ok(tx.users.update(user.id, patch));
}

/** The hash of a new password. */
export function freshHash(tx: MockTransaction, password: string): string {
  return hashPassword(password, tx.random.bytes(16));
}
