import type { EmailMessage } from "@plinto/spec";
import { maskEmail } from "./mask.ts";
import type { EmailRow } from "./table.ts";

/** What the API shows of a message: that it was sent, not what it says. */
export function renderEmailMessage(row: EmailRow): EmailMessage {
  return {
    id: row.id,
    organizationId: row.organizationId,
    kind: row.kind,
    status: row.status,
    recipientUserId: row.recipientUserId,
    maskedRecipient: maskEmail(row.to),
    createdAt: row.createdAt,
    sentAt: row.status === "queued" ? null : row.sentAt,
    deliveredAt: row.status === "delivered" ? row.deliveredAt : null,
  };
}
