import { defineTable, type Table } from "../../kernel/table.ts";

/** A message that was sent. The bodies are what the mailbox shows; the API never does. */
export interface EmailRow {
  readonly id: string;
  readonly organizationId: string | null;
  readonly kind: string;
  readonly to: string;
  readonly recipientUserId: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly link: string | null;
  readonly token: string | null;
  readonly code: string | null;
  readonly status: "queued" | "sent" | "delivered" | "bounced" | "complained";
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly deliveredAt: string | null;
}

export const emails: Table<EmailRow, "byOrganization" | "byTime"> = defineTable<EmailRow>()({
  key: "id",
  indexes: { byOrganization: (row) => (row.organizationId === null ? undefined : [row.organizationId, row.createdAt]), byTime: (row) => [row.createdAt] },
  references: {
    organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" },
    recipientUserId: { table: "users", onDelete: "setNull" },
  },
});

/** An organization's own words for one kind of message. */
export interface EmailTemplateRow {
  readonly id: string;
  readonly organizationId: string;
  readonly key: string;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
  readonly version: number;
  readonly updatedAt: string;
}

export const emailTemplates: Table<EmailTemplateRow, "byOrganization", "template"> = defineTable<EmailTemplateRow>()({
  key: "id",
  indexes: { byOrganization: (row) => [row.organizationId, row.key] },
  unique: { template: (row) => [row.organizationId, row.key] },
  references: { organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" } },
});
