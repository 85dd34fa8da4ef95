import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { auditFacts } from "./facts.ts";

/** Which rows to delete. */
export interface PurgeOptions {
  readonly chainId: string;
  /** Only rows up to this moment, in milliseconds since 1970. */
  readonly through: number;
  /** At most so many. All when absent. */
  readonly limit?: number;
}

/**
 * Deletes the oldest rows of a log and keeps the hash that they ended with: it is where what is left begins.
 *
 * @returns how many rows were deleted
 */
export function purge(tx: MockTransaction, emit: Emit, { chainId, through, limit = Number.POSITIVE_INFINITY }: PurgeOptions): number {
  let deleted = 0;
  let throughSequence = 0;
  let hash = "";
  for (const row of tx.auditLogs.scan("byChain", [chainId])) {
    if (deleted === limit || parseTimestamp(row.occurredAt) > through) break;
    tx.auditLogs.delete(row.id);
    deleted += 1;
    throughSequence = row.sequence;
    hash = row.hash;
  }
  if (deleted > 0) {
    tx.auditChains.update(chainId, { purgedThrough: throughSequence, purgedHash: hash });
    emit("audit_log.purged", auditFacts(tx, chainId, { deleted, throughSequence }));
  }
  return deleted;
}
