import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { MockReaders } from "../../schema.ts";
import { slugFor } from "../slug.ts";
import type { TeamMemberRow, TeamRow } from "./table.ts";

/** What a new team is made of. */
export interface NewTeam {
  /** A new one when absent. */
  readonly id?: string;
  readonly organizationId: string;
  readonly parentTeamId: string | null;
  readonly name: string;
  readonly slug: string;
  readonly description: string | null;
}

export function insertTeam(tx: MockTransaction, values: NewTeam): TeamRow {
  const now = formatTimestamp(tx.now);
  return tx.teams.insert({ ...values, id: values.id ?? tx.id("team"), version: 1, createdAt: now, updatedAt: now });
}

/** Changes a team, or who is in it, and counts the change. */
export function touchTeam(tx: MockTransaction, row: TeamRow, patch: Partial<TeamRow>): TeamRow {
  return tx.teams.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/** A slug of the name that no team of the organization has. */
export function freeTeamSlug(read: MockReaders, organizationId: string, name: string): string {
  return slugFor(name, "team", (slug) => read.teams.find("slug", [organizationId, slug]) !== undefined);
}

/** Puts somebody into a team. */
export function insertTeamMember(tx: MockTransaction, team: TeamRow, userId: string): TeamMemberRow {
  return tx.teamMembers.insert({
    id: tx.id("tmm"),
    organizationId: team.organizationId,
    teamId: team.id,
    userId,
    addedAt: formatTimestamp(tx.now),
  });
}
