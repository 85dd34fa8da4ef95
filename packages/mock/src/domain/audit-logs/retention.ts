import type { AuditRetention } from "@plinto/spec";
import { plans } from "../../generated/registries.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { environmentChain } from "./table.ts";

const dayMs = 24 * 60 * 60 * 1000;
const daySeconds = dayMs / 1000;

export const purgeAuditTimer = "audit.purge";

/** How long the plan keeps a log. The environment's own is kept as on the largest plan. */
export function planRetentionSeconds(read: MockReaders, chainId: string): number {
  const plan = chainId === environmentChain ? "enterprise" : (read.organizations.get(chainId)?.plan ?? "enterprise");
  return (plans[plan]?.limits["auditRetentionDays"] ?? 365) * daySeconds;
}

/** How long a log is kept: as it was set, as far as the plan goes without the feature, else as the plan says. */
export function retentionSeconds(read: MockReaders, chainId: string): number {
  return read.auditRetentions.get(chainId)?.retentionSeconds ?? planRetentionSeconds(read, chainId);
}

export function isHeld(read: MockReaders, chainId: string): boolean {
  return (read.auditRetentions.get(chainId)?.legalHold ?? null) !== null;
}

/** What a log's retention is shown as. */
export function renderRetention(read: MockReaders, chainId: string): AuditRetention {
  const row = read.auditRetentions.get(chainId);
  return {
    retentionSeconds: retentionSeconds(read, chainId),
    planRetentionSeconds: planRetentionSeconds(read, chainId),
    legalHold: row?.legalHold ? { reason: row.legalHold.reason } : null,
    oldestOccurredAt: oldestOf(read, chainId)?.occurredAt ?? null,
    version: row?.version ?? 1,
    updatedAt: row?.updatedAt ?? read.organizations.get(chainId)?.createdAt ?? read.environments.all().first()!.createdAt,
  };
}

/**
 * Sets the timer of the next purge: when the oldest row is too old, and never within a day, so that a mistake can be
 * undone. Under a legal hold there is none.
 */
export function schedulePurge(tx: MockTransaction, chainId: string): void {
  if (isHeld(tx, chainId)) {
    tx.cancel(timerId(chainId));
    return;
  }
  const oldest = oldestOf(tx, chainId);
  const keptMs = retentionSeconds(tx, chainId) * 1000;
  const dueAt = Math.max(tx.now + dayMs, (oldest ? parseTimestamp(oldest.occurredAt) : tx.now) + keptMs);
  setPurge(tx, chainId, dueAt);
}

/** Sets the timer of the next purge to a moment. */
export function setPurge(tx: MockTransaction, chainId: string, dueAt: number): void {
  tx.after(dueAt, { id: timerId(chainId), kind: purgeAuditTimer, data: { chainId } });
}

function timerId(chainId: string): string {
  return `audit:${chainId}`;
}

function oldestOf(read: MockReaders, chainId: string): { readonly occurredAt: string } | undefined {
  return read.auditLogs.scan("byChain", [chainId], { limit: 1 }).first();
}
