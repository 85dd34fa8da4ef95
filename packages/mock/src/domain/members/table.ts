import { defineTable, type Table } from "../../kernel/table.ts";

/** The role of a membership; levels stand in the registry of roles. */
export type OrganizationRole = "viewer" | "member" | "admin" | "owner";

/** A person's membership of an organization. */
export interface MembershipRow {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: OrganizationRole;
  /** The custom roles it has beside, in the order in which they were given. */
  readonly customRoleIds: readonly string[];
  readonly status: "active" | "suspended";
  /** Why it is suspended; the member does not see it. */
  readonly suspensionReason: string | null;
  readonly joinedAt: string;
  readonly version: number;
  readonly updatedAt: string;
}

export const memberships: Table<MembershipRow, "byOrganization" | "byUser" | "byRole", "membership"> = defineTable<MembershipRow>()({
  key: "id",
  indexes: {
    byOrganization: (row) => [row.organizationId, row.joinedAt],
    byUser: (row) => [row.userId, row.joinedAt],
    byRole: (row) => [row.organizationId, row.role, row.status],
  },
  unique: { membership: (row) => [row.organizationId, row.userId] },
  references: {
    organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" },
    userId: { table: "users", onDelete: "cascade", index: "byUser" },
  },
});
