import { defineTable, type Table } from "../../kernel/table.ts";
import type { EventEnvelope } from "./envelope.ts";

/** How many events an organization (or a user, for events without one) has had. */
export interface SequenceRow {
  readonly id: string;
  readonly last: number;
}

export const sequences: Table<SequenceRow> = defineTable<SequenceRow>()({ key: "id" });

/** An event that webhooks deliver, for as long as it can be read and delivered. */
export type EventRow = {
  readonly id: string;
  readonly organizationId: string | null;
  readonly occurredAt: string;
  readonly event: EventEnvelope;
};

export const events: Table<EventRow, "byTime" | "byOrganization"> = defineTable<EventRow>()({
  key: "id",
  indexes: { byTime: (row) => [row.occurredAt], byOrganization: (row) => (row.organizationId === null ? undefined : [row.organizationId, row.occurredAt]) },
});
