import { findByToken, spellToken, type TokenForm } from "../../credentials/opaque-token.ts";
import { hashSecret } from "../../credentials/secret-key.ts";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { dropOld } from "../drop-old.ts";
import type { PendingSignInRow } from "./table.ts";

const form: TokenForm = { prefix: "pt_", idPrefix: "psi_" };
const lifeMs = 10 * 60 * 1000;

/** Keeps how far a sign-in has come. */
export function insertPendingSignIn(
  tx: MockTransaction,
  values: Omit<PendingSignInRow, "id" | "emailKey" | "hash" | "expiresAt" | "takenAt">,
): PendingSignInRow {
  dropOld(tx.pendingSignIns, "byExpiry", tx.now - lifeMs);
  const id = tx.id("psi");
  const { emailKey } = tx.users.require(values.userId);
  const facts = { id, emailKey, ...values, expiresAt: tx.now + lifeMs, takenAt: null };
  return tx.pendingSignIns.insert({ ...facts, hash: hashSecret(spellPendingToken(facts, tx.derive)) });
}

/** The token of a row. */
export function spellPendingToken(
  row: Pick<PendingSignInRow, "id" | "userId" | "emailKey" | "step" | "organizationId" | "method" | "expiresAt">,
  derive: Derive,
): string {
  const { id, userId, emailKey, step, organizationId, method, expiresAt } = row;
  const secret = derive("pending-token", id, userId, emailKey, step, organizationId ?? "", method ?? "", expiresAt);
  return spellToken(form, id, secret);
}

export function isPendingToken(text: string): boolean {
  return text.startsWith(form.prefix);
}

/** The sign-in of a token, whatever became of it. Undefined for anything that is no token of this world. */
export function findPendingSignIn(read: MockReaders, token: string): PendingSignInRow | undefined {
  return findByToken(read.pendingSignIns, form, token);
}

/** Ends the sign-ins of a person that wait: what they began with is good no more. */
export function dropPendingSignIns(tx: MockTransaction, userId: string): void {
  for (const row of tx.pendingSignIns.scan("byUser", [userId]).toArray()) tx.pendingSignIns.delete(row.id);
}
