import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";

export const hourMs: number = 60 * 60 * 1000;

/** How long the hours of a key are kept. */
export const usageKeptMs: number = 91 * 24 * hourMs;

/** One use of a key. */
export interface KeyUse {
  readonly keyId: string;
  readonly operationId: string;
  /** The HTTP status of the answer. */
  readonly status: number;
}

/** Counts a use of a key in its hour, and lets go of hours that are too old. */
export function recordUse(tx: MockTransaction, { keyId, operationId, status }: KeyUse): void {
  const startsAt = Math.floor(tx.now / hourMs) * hourMs;
  const id = `${keyId}:${startsAt}`;
  const row = tx.keyUsage.get(id);
  if (row) {
    tx.keyUsage.update(id, {
      requests: row.requests + 1,
      byOperation: { ...row.byOperation, [operationId]: (row.byOperation[operationId] ?? 0) + 1 },
      byStatus: { ...row.byStatus, [status]: (row.byStatus[status] ?? 0) + 1 },
    });
  } else {
    for (const old of tx.keyUsage.scan("byTime", [], { before: [tx.now - usageKeptMs], limit: 20 }).toArray()) tx.keyUsage.delete(old.id);
    tx.keyUsage.insert({ id, keyId, startsAt, requests: 1, byOperation: { [operationId]: 1 }, byStatus: { [status]: 1 } });
  }
  const lastUsedAt = formatTimestamp(tx.now);
  if (tx.keyUses.get(keyId)) tx.keyUses.update(keyId, { lastUsedAt });
  else tx.keyUses.insert({ id: keyId, lastUsedAt });
}
