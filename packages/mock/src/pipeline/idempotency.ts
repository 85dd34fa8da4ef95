import { toBase64Url } from "../kernel/base64url.ts";
import type { Derive } from "../kernel/secret.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";
import type { MockTransaction } from "../schema.ts";
import { fail } from "./problem.ts";
import type { IdempotencyRow } from "./tables.ts";

const lifeMs = 24 * 60 * 60 * 1000;

/** Names the record of a key: the same key of another caller, tenant or operation is another record. */
export function recordId(derive: Derive, principal: Principal, organizationId: string | undefined, operation: OperationRow, key: string): string {
  return toBase64Url(derive("idempotency-key", principal.kind, ...callerOf(principal, operation), organizationId ?? "", operation.id, key));
}

/** What the record compares: the input as it was sent. Keyed, for nobody shall try passwords against what is kept. */
export function bodyHash(derive: Derive, input: Readonly<Record<string, unknown>>): string {
  return toBase64Url(derive("idempotency-body", JSON.stringify(sorted(input))));
}

/** The first answer to this key, if it is still kept. Another body under the same key is an error. */
export function replayOf(tx: MockTransaction, id: string, inputHash: string): IdempotencyRow | undefined {
  const record = tx.idempotency.get(id);
  if (!record || record.expiresAt <= tx.now) return undefined;
  if (record.bodyHash !== inputHash) fail("idempotency_key_reused");
  return record;
}

/** Keeps the outcome in the same commit as its effect, and lets go of records that are too old. */
export function keep(tx: MockTransaction, id: string, inputHash: string, outcome: Pick<IdempotencyRow, "decided" | "refused">): void {
  for (const old of tx.idempotency.scan("byExpiry", [], { before: [tx.now], limit: 10 }).toArray()) tx.idempotency.delete(old.id);
  const row = { id, bodyHash: inputHash, ...outcome, expiresAt: tx.now + lifeMs };
  if (tx.idempotency.get(id)) tx.idempotency.update(id, row);
  else tx.idempotency.insert(row);
}

function callerOf(principal: Principal, { session }: OperationRow): string[] {
  switch (principal.kind) {
    case "user":
      // Who acts as somebody else is another caller, and an answer that holds tokens is for its own session only.
      return [principal.userId, principal.impersonatorId ?? "", session === undefined ? "" : principal.sessionId];
    case "pending":
      return [principal.signInId];
    case "environment":
    case "organization":
      return [principal.keyId];
    case "anonymous":
      return [];
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
