import type { ErrorCode } from "@plinto/spec";
import { dropOld } from "../domain/drop-old.ts";
import { errorCodes } from "../generated/registries.ts";
import { toBase64Url } from "../kernel/base64url.ts";
import type { Derive } from "../kernel/secret.ts";
import type { Outcome } from "../kernel/transaction.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";
import type { MockTransaction } from "../schema.ts";
import type { Exchange } from "./exchange.ts";
import { fail } from "./problem.ts";
import type { IdempotencyRow } from "./tables.ts";

const lifeMs = 24 * 60 * 60 * 1000;

/** The key of a request; nothing where it has none. @throws ProblemError `validation_failed` */
export function idempotencyKeyOf(exchange: Exchange): string | undefined {
  const key = exchange.header("idempotency-key") ?? undefined;
  if (key !== undefined && (key.length === 0 || key.length > 255))
    fail("validation_failed", {
      errors: [{ pointer: "/header/Idempotency-Key", code: "maxLength", message: "Idempotency-Key must be 1 to 255 characters long" }],
    });
  return key;
}

/** What tells the records of a key apart. */
export interface RecordOwner {
  readonly principal: Principal;
  /** The header `Plinto-Device`: all that tells callers without a credential apart. */
  readonly device: string | null;
  /** The tenant of the call. */
  readonly organizationId: string | undefined;
  readonly operation: OperationRow;
}

/** Names the record of a key: the same key of another caller, tenant or operation is another record. */
export function recordId(derive: Derive, { principal, device, organizationId, operation }: RecordOwner, key: string): string {
  return toBase64Url(derive("idempotency-key", principal.kind, ...callerOf(principal, device, operation), organizationId ?? "", operation.id, key));
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

/**
 * Whether an outcome is one of the operation's own rules, which a repetition is told again. What a credential, a
 * permission, a policy, a limit or the input was refused for may be different the next time, so it is judged anew.
 */
export function isKept(outcome: Outcome<unknown>): boolean {
  return outcome.ok || keptStatuses.includes(errorCodes[outcome.code as ErrorCode].status);
}

// There is none, it conflicts, it is over: nothing else is about the state of what the operation works on.
const keptStatuses: readonly number[] = [404, 409, 410];

/** Keeps the outcome in the same commit as its effect, and lets go of records that are too old. */
export function keep(tx: MockTransaction, id: string, inputHash: string, outcome: Outcome<unknown>): void {
  dropOld(tx.idempotency, "byExpiry", tx.now);
  const kept = outcome.ok ? { decided: outcome.value, refused: null } : { decided: null, refused: { code: outcome.code, facts: outcome.facts } };
  const row = { id, bodyHash: inputHash, ...kept, expiresAt: tx.now + lifeMs };
  if (tx.idempotency.get(id)) tx.idempotency.update(id, row);
  else tx.idempotency.insert(row);
}

function callerOf(principal: Principal, device: string | null, { session }: OperationRow): string[] {
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
      return [device ?? ""];
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
