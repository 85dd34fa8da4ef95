import type { WebhookStats } from "@plinto/spec";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import { statusOfDelivery } from "./render.ts";
import { keptMs } from "./retention.ts";
import type { WebhookDeliveryRow } from "./table.ts";

/** What is counted. */
export interface StatsQuestion {
  readonly organizationId: string | null;
  /** Only this endpoint; all of the tenant when absent. */
  readonly webhookId: string | undefined;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  /** Milliseconds since 1970; not counted itself. */
  readonly endsAt: number;
  readonly now: number;
}

/** The most endpoints that a report lists. */
const listed = 100;

/**
 * Adds up the deliveries of a tenant. What was created before the time that deliveries are kept is left out: of that, what
 * arrived has gone, and what failed is remembered for longer. Tests say nothing about the health of an endpoint.
 */
export function webhookStats(read: MockReaders, { organizationId, webhookId, startsAt: asked, endsAt, now }: StatsQuestion): WebhookStats {
  const startsAt = Math.min(endsAt, Math.max(asked, now - keptMs + 1));
  const bounds = { from: [formatTimestamp(startsAt)], before: [formatTimestamp(endsAt)] };
  const rows = read.webhookDeliveries.scan("byTenant", [organizationId ?? ""], bounds).toArray();
  const counted = rows.filter((row) => !row.isTest && (webhookId === undefined || row.webhookId === webhookId));
  const byStatus = countBy(counted, (row) => statusOfDelivery(row, now));
  const delivered = byStatus.get("delivered") ?? 0;
  const lost = counted.filter(isLost).length;
  const durations = counted.flatMap((row) => row.attempts.map((attempt) => attempt.durationSeconds)).sort((a, b) => a - b);
  return {
    startsAt: formatTimestamp(startsAt),
    endsAt: formatTimestamp(endsAt),
    deliveries: counted.length,
    attempts: counted.reduce((sum, row) => sum + row.attemptCount, 0),
    successRate: delivered + lost === 0 ? null : delivered / (delivered + lost),
    medianDurationSeconds: quantile(durations, 0.5),
    p95DurationSeconds: quantile(durations, 0.95),
    byStatus: [...byStatus].map(([status, deliveries]) => ({ status, deliveries })),
    byWebhook: [...groupBy(counted)]
      .map(([id, own]) => ({
        webhookId: id,
        deliveries: own.length,
        delivered: own.filter((row) => row.status === "delivered").length,
        deadLettered: own.filter(isLost).length,
      }))
      .sort((a, b) => b.deliveries - a.deliveries || (a.webhookId < b.webhookId ? -1 : 1))
      .slice(0, listed),
  };
}

/** Whether a delivery failed for good, whatever became of it since. */
function isLost({ status }: WebhookDeliveryRow): boolean {
  return ["dead_lettered", "expired", "discarded"].includes(status);
}

function countBy<Key>(rows: readonly WebhookDeliveryRow[], key: (row: WebhookDeliveryRow) => Key): Map<Key, number> {
  const counts = new Map<Key, number>();
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
  return counts;
}

function groupBy(rows: readonly WebhookDeliveryRow[]): Map<string, WebhookDeliveryRow[]> {
  const groups = new Map<string, WebhookDeliveryRow[]>();
  for (const row of rows) {
    const group = groups.get(row.webhookId);
    if (group) group.push(row);
    else groups.set(row.webhookId, [row]);
  }
  return groups;
}

/** The value that this part of the values does not exceed. */
function quantile(sorted: readonly number[], part: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]!;
}
