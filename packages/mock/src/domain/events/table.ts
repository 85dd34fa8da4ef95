import { defineTable, type Table } from "../../kernel/table.ts";

/** How many events an organization (or a user, for events without one) has had. */
export interface SequenceRow {
  readonly id: string;
  readonly last: number;
}

export const sequences: Table<SequenceRow> = defineTable<SequenceRow>()({ key: "id" });

/** An audit row: an event as it was, for whoever may read it. */
export interface AuditRow {
  readonly id: string;
  readonly type: string;
  readonly organizationId: string | null;
  readonly actorId: string | null;
  readonly occurredAt: string;
  readonly outcome: "success" | "denied";
  readonly event: object;
}

export const auditLogs: Table<AuditRow, "byOrganization" | "byActor" | "byTime"> = defineTable<AuditRow>()({
  key: "id",
  indexes: {
    byOrganization: (row) => (row.organizationId ? [row.organizationId, row.occurredAt] : undefined),
    byActor: (row) => (row.actorId ? [row.actorId, row.occurredAt] : undefined),
    byTime: (row) => [row.occurredAt],
  },
});
