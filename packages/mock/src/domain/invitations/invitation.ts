import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import type { InvitationRow } from "./table.ts";

/** Whether an invitation can still be accepted. The timer that marks it as expired may be a moment late. */
export function isOpen(row: InvitationRow, now: number): boolean {
  return row.status === "pending" && parseTimestamp(row.expiresAt) > now;
}

/** Changes an invitation and counts the change. */
export function touchInvitation(tx: MockTransaction, row: InvitationRow, patch: Partial<InvitationRow>): InvitationRow {
  return tx.invitations.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/** The invitation of an organization; another's is not there. */
export function invitationOf(read: MockReaders, organization: OrganizationRow, id: string): InvitationRow | undefined {
  const row = read.invitations.get(id);
  return row?.organizationId === organization.id ? row : undefined;
}
