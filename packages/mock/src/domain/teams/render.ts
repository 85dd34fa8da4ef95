import type { Member, Team, TeamMember } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import type { TeamMemberRow, TeamRow } from "./table.ts";

/** A team as everybody in the organization sees it. */
export function renderTeam(read: MockReaders, row: TeamRow): Team {
  return {
    id: row.id,
    organizationId: row.organizationId,
    parentTeamId: row.parentTeamId,
    name: row.name,
    slug: row.slug,
    description: row.description,
    memberCount: read.teamMembers.count("byTeam", [row.id]),
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Somebody in a team; the version is the member's, since the place itself never changes. */
export function renderTeamMember(row: TeamMemberRow, member: Pick<Member, "role" | "status" | "user" | "version">): TeamMember {
  return {
    organizationId: row.organizationId,
    teamId: row.teamId,
    userId: row.userId,
    role: member.role,
    status: member.status,
    user: member.user,
    addedAt: row.addedAt,
    version: member.version,
  };
}

/** The event facts of a team. */
export function teamFacts(team: Team, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: team.organizationId,
    target: { type: "team", id: team.id, version: team.version },
    data: team,
    ...(changes ? { changes } : {}),
  };
}

/** The event facts of somebody's place in a team. */
export function teamMemberFacts(member: TeamMember, team: TeamRow): EventFacts {
  return { organizationId: member.organizationId, target: { type: "team", id: team.id, version: team.version }, data: member };
}
