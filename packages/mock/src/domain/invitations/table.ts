import { defineTable, type Table } from "../../kernel/table.ts";
import type { OrganizationRole } from "../members/table.ts";

/** Whose authority an invitation stands on: it is asked again when somebody accepts. */
export interface Inviter {
  readonly kind: "user" | "environment" | "organization";
  /** The user, or the key. */
  readonly id: string;
}

/** The offer of a membership to an address. */
export interface InvitationRow {
  readonly id: string;
  readonly organizationId: string;
  readonly email: string;
  /** The address as it is compared. */
  readonly emailKey: string;
  readonly role: OrganizationRole;
  readonly status: "pending" | "accepted" | "declined" | "revoked" | "expired";
  /** Who invited, as it is shown; null when a key did. */
  readonly invitedByUserId: string | null;
  readonly inviter: Inviter;
  readonly message: string | null;
  readonly acceptedByUserId: string | null;
  /** The one-time token of the newest link. */
  readonly tokenId: string;
  readonly redirectUrl: string | null;
  /** How long each link is good. */
  readonly lifeSeconds: number;
  readonly sentAt: string;
  readonly expiresAt: string;
  readonly acceptedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const invitations: Table<InvitationRow, "byOrganization" | "byExpiry" | "byStatus" | "byEmail" | "pendingByExpiry", "pending"> =
  defineTable<InvitationRow>()({
    key: "id",
    indexes: {
      byOrganization: (row) => [row.organizationId, row.createdAt],
      byExpiry: (row) => [row.organizationId, row.expiresAt],
      byStatus: (row) => [row.organizationId, row.status],
      byEmail: (row) => [row.emailKey, row.status, row.sentAt],
      pendingByExpiry: (row) => (row.status === "pending" ? [row.expiresAt] : undefined),
    },
    unique: { pending: (row) => (row.status === "pending" ? [row.organizationId, row.emailKey] : undefined) },
    references: {
      organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" },
      invitedByUserId: { table: "users", onDelete: "setNull" },
      acceptedByUserId: { table: "users", onDelete: "setNull" },
    },
  });
