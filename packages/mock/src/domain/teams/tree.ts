import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import type { TeamRow } from "./table.ts";

/** How many teams may stand above each other, the lowest included. */
export const deepestTree = 10;

export type PlaceRefusal =
  | Refusal<"team_cycle", { detail: string }>
  | Refusal<"validation_failed", { errors: { pointer: string; code: string; message: string }[] }>;

/**
 * Whether a team may stand below another one: of the same organization, not itself nor one below it, and not too deep.
 *
 * @param parentTeamId the team above; null is the top, where every team may stand
 * @param team the team that is moved, with all below it; a new one when absent
 */
export function checkPlace(read: MockReaders, organizationId: string, parentTeamId: string | null, team?: TeamRow): Ok<undefined> | PlaceRefusal {
  if (parentTeamId === null) return ok();
  const parent = read.teams.get(parentTeamId);
  if (parent?.organizationId !== organizationId)
    return refuse("validation_failed", { errors: [{ pointer: "/parentTeamId", code: "unknown_team", message: "there is no such team" }] });
  const above = lineOf(read, parent);
  if (team && above.includes(team.id)) return refuse("team_cycle", { detail: "A team cannot be moved below itself." });
  const levels = above.length + (team ? heightOf(read, team) : 1);
  if (levels > deepestTree) return refuse("team_cycle", { detail: `The tree would be ${levels} teams deep; it may be ${deepestTree}.` });
  return ok();
}

/** Whether teams stand below a team. */
export function hasTeamsBelow(read: MockReaders, team: TeamRow): boolean {
  return read.teams.scan("byParent", [team.id]).first() !== undefined;
}

/** A team and all above it, from the lowest up. */
function lineOf(read: MockReaders, team: TeamRow): string[] {
  const line: string[] = [];
  for (let at: TeamRow | undefined = team; at; at = at.parentTeamId === null ? undefined : read.teams.get(at.parentTeamId)) line.push(at.id);
  return line;
}

/** How many levels a team has with what stands below it. */
function heightOf(read: MockReaders, team: TeamRow): number {
  return (
    1 +
    read.teams
      .scan("byParent", [team.id])
      .toArray()
      .reduce((deepest, below) => Math.max(deepest, heightOf(read, below)), 0)
  );
}
