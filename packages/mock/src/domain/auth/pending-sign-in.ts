import { hashSecret } from "../../credentials/secret-key.ts";
import { toBase62 } from "../../kernel/base62.ts";
import { equalInConstantTime } from "../../kernel/equal-in-constant-time.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { PendingSignInRow } from "./table.ts";

const prefix = "pt_";
const secretLength = 32;
const lifeMs = 10 * 60 * 1000;

/** Keeps how far a sign-in has come. */
export function insertPendingSignIn(
  tx: MockTransaction,
  values: Omit<PendingSignInRow, "id" | "emailKey" | "hash" | "expiresAt" | "takenAt">,
): PendingSignInRow {
  for (const old of tx.pendingSignIns.scan("byExpiry", [], { before: [tx.now - lifeMs], limit: 10 }).toArray()) tx.pendingSignIns.delete(old.id);
  const id = tx.id("psi");
  const { emailKey } = tx.users.require(values.userId);
  const facts = { id, emailKey, ...values, expiresAt: tx.now + lifeMs, takenAt: null };
  return tx.pendingSignIns.insert({ ...facts, hash: hashSecret(spellPendingToken(facts, tx.derive)) });
}

/**
 * The token of a row. It is derived, so a replayed answer can show it again; and from what it stands for too, since ids
 * come again in a world that begins anew.
 */
export function spellPendingToken(
  row: Pick<PendingSignInRow, "id" | "userId" | "emailKey" | "step" | "organizationId" | "method" | "expiresAt">,
  derive: Derive,
): string {
  const { id, userId, emailKey, step, organizationId, method, expiresAt } = row;
  const secret = derive("pending-token", id, userId, emailKey, step, organizationId ?? "", method ?? "", expiresAt);
  return `${prefix}${id.slice(4)}${toBase62(secret).slice(0, secretLength)}`;
}

export function isPendingToken(text: string): boolean {
  return text.startsWith(prefix);
}

/** The sign-in of a token, whatever became of it. Undefined for anything that is no token of this world. */
export function findPendingSignIn(read: MockReaders, token: string): PendingSignInRow | undefined {
  if (!isPendingToken(token) || token.length !== prefix.length + 26 + secretLength) return undefined;
  const row = read.pendingSignIns.get(`psi_${token.slice(prefix.length, prefix.length + 26)}`);
  return row && equalInConstantTime(hashSecret(token), row.hash) ? row : undefined;
}

/** Ends the sign-ins of a person that wait: what they began with is good no more. */
export function dropPendingSignIns(tx: MockTransaction, userId: string): void {
  for (const row of tx.pendingSignIns.scan("byUser", [userId]).toArray()) tx.pendingSignIns.delete(row.id);
}
