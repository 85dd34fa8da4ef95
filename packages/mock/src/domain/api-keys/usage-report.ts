import type { ApiKeyUsage } from "@plinto/spec";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import { lastInstant } from "../../validation/formats.ts";
import { hourMs } from "../keys/usage.ts";

/** A span of time in whole hours or days, in milliseconds since 1970. */
export interface UsageSpan {
  readonly granularity: "hour" | "day";
  readonly startsAt: number;
  readonly endsAt: number;
}

/** How long an hour or a day is, in milliseconds. */
export const granularityMs: Readonly<Record<UsageSpan["granularity"], number>> = { hour: hourMs, day: 24 * hourMs };

/** Adds up the hours of a key. */
export function usageReport(read: MockReaders, keyId: string, { granularity, startsAt, endsAt }: UsageSpan): ApiKeyUsage {
  const step = granularityMs[granularity];
  const buckets = Array.from({ length: Math.round((endsAt - startsAt) / step) }, () => 0);
  const operations = new Map<string, number>();
  const statuses = new Map<string, number>();
  for (const hour of read.keyUsage.scan("byKey", [keyId], { from: [startsAt], before: [endsAt] })) {
    buckets[Math.floor((hour.startsAt - startsAt) / step)]! += hour.requests;
    for (const [id, count] of Object.entries(hour.byOperation)) operations.set(id, (operations.get(id) ?? 0) + count);
    for (const [status, count] of Object.entries(hour.byStatus)) statuses.set(status, (statuses.get(status) ?? 0) + count);
  }
  return {
    keyId,
    granularity,
    startsAt: formatTimestamp(startsAt),
    // The last hour of all ends where timestamps do.
    endsAt: formatTimestamp(Math.min(endsAt, lastInstant)),
    requests: buckets.reduce((sum, count) => sum + count, 0),
    lastUsedAt: read.keyUses.get(keyId)?.lastUsedAt ?? null,
    buckets: buckets.map((requests, index) => ({ startsAt: formatTimestamp(startsAt + index * step), requests })),
    byOperation: [...operations]
      .map(([operationId, requests]) => ({ operationId, requests }))
      .sort((a, b) => b.requests - a.requests || (a.operationId < b.operationId ? -1 : 1)),
    byStatus: [...statuses].map(([status, requests]) => ({ status: Number(status), requests })).sort((a, b) => a.status - b.status),
  };
}
