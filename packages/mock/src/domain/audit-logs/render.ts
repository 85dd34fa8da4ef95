import type { AuditLog } from "@plinto/spec";
import type { AuditRow } from "./table.ts";

export function renderAuditLog(row: AuditRow): AuditLog {
  const { event } = row;
  return {
    id: row.id,
    action: row.type,
    outcome: row.outcome,
    organizationId: row.organizationId,
    actor: event.actor,
    target: event.target,
    occurredAt: row.occurredAt,
    requestId: event.requestId,
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
    data: event.data,
    changes: event.changes ?? null,
    eventId: event.id,
    sequence: row.sequence,
    hash: row.hash,
    redactedAt: row.redactedAt,
  };
}
