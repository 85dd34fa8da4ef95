import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { toBase64Url } from "../kernel/base64url.ts";
import type { Principal } from "../principal.ts";
import type { MockTransaction } from "../schema.ts";
import { fail } from "./problem.ts";
import type { IdempotencyRow } from "./tables.ts";

const lifeMs = 24 * 60 * 60 * 1000;

/** Names the record of a key: the same key of another caller, tenant or operation is another record. */
export function recordId(principal: Principal, organizationId: string | undefined, operationId: string, key: string): string {
  const caller =
    principal.kind === "user" ? principal.userId : principal.kind === "anonymous" ? "" : principal.kind === "pending" ? principal.signInId : principal.keyId;
  return hash(JSON.stringify([principal.kind, caller, organizationId ?? "", operationId, key]));
}

/** What the record compares: the input as it was sent. */
export function bodyHash(input: Readonly<Record<string, unknown>>): string {
  return hash(JSON.stringify(sorted(input)));
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

function hash(text: string): string {
  return toBase64Url(sha256(utf8ToBytes(text)));
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
