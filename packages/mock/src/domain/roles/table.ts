import type { Permission } from "@plinto/spec";
import { defineTable, type Table } from "../../kernel/table.ts";

/** A custom role of an organization. System roles stand in the registry. */
export interface RoleRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  /** In the order of the catalogue. */
  readonly permissions: readonly Permission[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const roles: Table<RoleRow, "byOrganization", "slug"> = defineTable<RoleRow>()({
  key: "id",
  indexes: { byOrganization: (row) => [row.organizationId, row.createdAt] },
  unique: { slug: (row) => [row.organizationId, row.slug] },
  references: { organizationId: { table: "organizations", onDelete: "cascade", index: "byOrganization" } },
});

/** That a membership has a custom role; the membership lists the same, so that no call has to look here. */
export interface RoleAssignmentRow {
  readonly id: string;
  readonly roleId: string;
  readonly membershipId: string;
  readonly assignedAt: string;
}

export const roleAssignments: Table<RoleAssignmentRow, "byRole" | "byMembership", "assignment"> = defineTable<RoleAssignmentRow>()({
  key: "id",
  indexes: { byRole: (row) => [row.roleId, row.assignedAt], byMembership: (row) => [row.membershipId, row.assignedAt] },
  unique: { assignment: (row) => [row.membershipId, row.roleId] },
  references: {
    roleId: { table: "roles", onDelete: "cascade", index: "byRole" },
    membershipId: { table: "memberships", onDelete: "cascade", index: "byMembership" },
  },
});
