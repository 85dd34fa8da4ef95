import { defineTable, type Table } from "../../kernel/table.ts";

/** A team of an organization. */
export interface TeamRow {
  readonly id: string;
  readonly organizationId: string;
  /** The team above; null at the top. */
  readonly parentTeamId: string | null;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
  /** Counts changes of the team and of who is in it. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const teams: Table<TeamRow, "byName" | "byCreatedAt" | "byParent", "slug"> = defineTable<TeamRow>()({
  key: "id",
  indexes: {
    byName: (row) => [row.organizationId, row.name.toLowerCase()],
    byCreatedAt: (row) => [row.organizationId, row.createdAt],
    byParent: (row) => (row.parentTeamId === null ? undefined : [row.parentTeamId]),
  },
  unique: { slug: (row) => [row.organizationId, row.slug] },
  references: {
    organizationId: { table: "organizations", onDelete: "cascade", index: "byCreatedAt" },
    // Only the end of the organization takes a team with others below it: by itself it has to be empty.
    parentTeamId: { table: "teams", onDelete: "cascade", index: "byParent" },
  },
});

/** Somebody's place in a team. */
export interface TeamMemberRow {
  readonly id: string;
  readonly organizationId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly addedAt: string;
}

export const teamMembers: Table<TeamMemberRow, "byTeam" | "byMember", "place"> = defineTable<TeamMemberRow>()({
  key: "id",
  indexes: { byTeam: (row) => [row.teamId, row.addedAt], byMember: (row) => [row.userId, row.organizationId, row.addedAt] },
  unique: { place: (row) => [row.teamId, row.userId] },
  references: {
    teamId: { table: "teams", onDelete: "cascade", index: "byTeam" },
    userId: { table: "users", onDelete: "cascade", index: "byMember" },
  },
});
