import type { Invitation, InvitationPreview, ReceivedInvitation } from "@plinto/spec";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import { maskEmail } from "../email/mask.ts";
import type { EventFacts } from "../events/emit.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import type { InvitationRow } from "./table.ts";

/** What an organization sees of its invitation. The token stands in the e-mail only. */
export function renderInvitation(row: InvitationRow, now: number): Invitation {
  return {
    id: row.id,
    organizationId: row.organizationId,
    email: row.email,
    role: row.role,
    status: row.status,
    invitedByUserId: row.invitedByUserId,
    message: row.message,
    acceptedByUserId: row.acceptedByUserId,
    sentAt: row.sentAt,
    expiresAt: row.expiresAt,
    expiresInSeconds: secondsUntil(row.expiresAt, now),
    acceptedAt: row.acceptedAt,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** What somebody with the link may know. It does not tell whether the address has an account. */
export function renderPreview(row: InvitationRow, organization: OrganizationRow, now: number): InvitationPreview {
  return {
    organizationName: organization.name,
    maskedEmail: maskEmail(row.email),
    role: row.role,
    expiresAt: row.expiresAt,
    expiresInSeconds: secondsUntil(row.expiresAt, now),
  };
}

/** What the person who is invited sees. */
export function renderReceived(row: InvitationRow, organization: OrganizationRow, now: number): ReceivedInvitation {
  return {
    id: row.id,
    organizationId: row.organizationId,
    organizationName: organization.name,
    organizationLogoUrl: organization.logoUrl,
    role: row.role,
    message: row.message,
    sentAt: row.sentAt,
    expiresAt: row.expiresAt,
    expiresInSeconds: secondsUntil(row.expiresAt, now),
  };
}

/** The event facts of an invitation. */
export function invitationFacts(row: InvitationRow, now: number, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.organizationId,
    target: { type: "invitation", id: row.id, version: row.version },
    data: renderInvitation(row, now),
    ...(changes ? { changes } : {}),
  };
}

function secondsUntil(timestamp: string, now: number): number {
  return Math.max(0, Math.floor((parseTimestamp(timestamp) - now) / 1000));
}
