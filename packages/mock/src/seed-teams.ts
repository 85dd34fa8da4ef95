import { slugFor } from "./domain/slug.ts";
import { insertTeam, insertTeamMember } from "./domain/teams/team.ts";
import { deepestTree } from "./domain/teams/tree.ts";
import { MockError } from "./mock-error.ts";
import type { MockTransaction } from "./schema.ts";
import type { SeedIds, SeedNames } from "./seed-names.ts";

/** A team of a seed. */
export interface SeedTeam {
  readonly organization: string;
  /** The team above, by its name in the seed. */
  readonly parent?: string;
  /** The members of the organization who are in it. */
  readonly members?: readonly string[];
  /** The name in the seed when absent. */
  readonly name?: string;
  /** Made of the name when absent. */
  readonly slug?: string;
  readonly description?: string;
}

/** The slug of a seed's team. */
export function seedTeamSlug(name: string, team: SeedTeam): string {
  return team.slug ?? slugFor(team.name ?? name, "team", () => false);
}

/** Checks the teams of a seed before anything is made. */
export function checkSeedTeams(teams: Readonly<Record<string, SeedTeam>>, names: SeedNames): void {
  const slugs = new Set<string>();
  for (const [name, team] of Object.entries(teams)) {
    const where = `teams.${name}`;
    names.organization(team.organization, `${where}.organization`);
    for (const member of team.members ?? []) names.member(member, team.organization, `${where}.members`);
    const slug = `${team.organization}/${seedTeamSlug(name, team)}`;
    if (slugs.has(slug)) throw new MockError("seed_invalid", `${where} has the slug ${JSON.stringify(seedTeamSlug(name, team))}, which is taken.`);
    slugs.add(slug);
    let levels = 1;
    for (let at = team; at.parent !== undefined; levels += 1) {
      const above = Object.hasOwn(teams, at.parent) ? teams[at.parent] : undefined;
      if (above?.organization !== team.organization)
        throw new MockError("seed_invalid", `${where} stands below ${JSON.stringify(at.parent)}, which is no team of its organization.`);
      if (levels === deepestTree) throw new MockError("seed_invalid", `${where} stands below itself or more than ${deepestTree} teams deep.`);
      at = above;
    }
  }
}

/** Writes the teams of a seed, those above before those below. */
export function plantSeedTeams(tx: MockTransaction, teams: Readonly<Record<string, SeedTeam>>, handles: SeedIds): void {
  const plant = (name: string): void => {
    const team = teams[name]!;
    const { id, slug } = handles.teams[name]!;
    if (tx.teams.get(id)) return;
    if (team.parent !== undefined) plant(team.parent);
    const row = insertTeam(tx, {
      id,
      organizationId: handles.organizations[team.organization]!.id,
      parentTeamId: team.parent === undefined ? null : handles.teams[team.parent]!.id,
      name: team.name ?? name,
      slug,
      description: team.description ?? null,
    });
    for (const member of new Set(team.members)) insertTeamMember(tx, row, handles.users[member]!.id);
  };
  for (const name of Object.keys(teams)) plant(name);
}
