import type { Team, TeamMember } from "@plinto/spec";
import { changesBetween } from "../domain/events/changes.ts";
import { renderMember } from "../domain/members/render.ts";
import { renderTeam, renderTeamMember, teamFacts, teamMemberFacts } from "../domain/teams/render.ts";
import type { TeamMemberRow, TeamRow } from "../domain/teams/table.ts";
import { freeTeamSlug, insertTeam, insertTeamMember, touchTeam } from "../domain/teams/team.ts";
import { checkPlace, hasTeamsBelow } from "../domain/teams/tree.ts";
import type { TeamsOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import type { MockReaders } from "../schema.ts";

/** The rules of teams. */
export const teams: OperationHandlers<TeamsOperationId> = {
  listTeams: listHandler<"listTeams", TeamRow>({
    page(context, input) {
      const { tx, cursors } = context;
      const organization = context.organization!;
      const sort = input.sort ?? "name";
      const text = input.q?.toLowerCase();
      const mine =
        input.userId === undefined
          ? undefined
          : new Set(
              tx.teamMembers
                .scan("byMember", [input.userId, organization.id])
                .toArray()
                .map((place) => place.teamId),
            );
      return readPage({
        table: tx.teams,
        index: sort.endsWith("name") ? "byName" : "byCreatedAt",
        prefix: [organization.id],
        reverse: sort.startsWith("-"),
        where: (row) =>
          (text === undefined || row.name.toLowerCase().includes(text) || row.slug.includes(text)) &&
          (input.parentTeamId === undefined || row.parentTeamId === input.parentTeamId) &&
          (input.top === undefined || (row.parentTeamId === null) === input.top) &&
          (!mine || mine.has(row.id)) &&
          inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listTeams", tenant: organization.id }),
      });
    },
    items: ({ read }, rows) => rows.map((row) => renderTeam(read, row)),
  }),

  createTeam: handler<"createTeam", Team>({
    decide(context, input) {
      const { tx, emit } = context;
      const organizationId = context.organization!.id;
      const { parentTeamId = null } = input;
      const place = checkPlace(tx, organizationId, parentTeamId);
      if (!place.ok) return place;
      if (input.slug !== undefined && tx.teams.find("slug", [organizationId, input.slug])) return refuse("slug_taken");
      const row = insertTeam(tx, {
        organizationId,
        parentTeamId,
        name: input.name,
        slug: input.slug ?? freeTeamSlug(tx, organizationId, input.name),
        description: input.description ?? null,
      });
      const team = renderTeam(tx, row);
      emit("team.created", teamFacts(team));
      return ok(team);
    },
    finish: (_context, team) => team,
  }),

  getTeam: handler<"getTeam", Team>({
    decide(context, { teamId }) {
      const found = teamOf(context, teamId);
      return found.ok ? ok(renderTeam(context.tx, found.value)) : found;
    },
    finish: (_context, team) => team,
  }),

  updateTeam: handler<"updateTeam", Team>({
    version: (context, { teamId }) => versionOf(context, teamId),
    decide(context, { orgId: _orgId, teamId, ...patch }) {
      const { tx, emit } = context;
      const found = teamOf(context, teamId);
      if (!found.ok) return found;
      const before = found.value;
      if (patch.parentTeamId !== undefined) {
        const place = checkPlace(tx, before.organizationId, patch.parentTeamId, before);
        if (!place.ok) return place;
      }
      if (patch.slug !== undefined && patch.slug !== before.slug && tx.teams.find("slug", [before.organizationId, patch.slug])) return refuse("slug_taken");
      const changes = changesBetween(before, { ...before, ...patch }, ["name", "slug", "description", "parentTeamId"]);
      if (Object.keys(changes).length === 0) return ok(renderTeam(tx, before));
      const team = renderTeam(tx, touchTeam(tx, before, patch));
      emit("team.updated", teamFacts(team, changes));
      return ok(team);
    },
    finish: (_context, team) => team,
  }),

  deleteTeam: handler<"deleteTeam", undefined>({
    version: (context, { teamId }) => versionOf(context, teamId),
    decide(context, { teamId }) {
      const { tx, emit } = context;
      const found = teamOf(context, teamId);
      if (!found.ok) return found;
      if (hasTeamsBelow(tx, found.value) || tx.teamMembers.count("byTeam", [teamId]) > 0) return refuse("team_not_empty");
      emit("team.deleted", teamFacts(renderTeam(tx, found.value)));
      tx.teams.delete(teamId);
      return ok();
    },
    finish: () => undefined,
  }),

  listTeamMembers: listHandler<"listTeamMembers", TeamMemberRow>({
    page(context, input) {
      const { tx, cursors } = context;
      const found = teamOf(context, input.teamId);
      if (!found.ok) return found;
      const sort = input.sort ?? "addedAt";
      const text = input.q?.toLowerCase();
      const fits = (row: TeamMemberRow): boolean => {
        if (text === undefined) return true;
        const user = tx.users.require(row.userId);
        return user.emailKey.includes(text) || (user.name?.toLowerCase().includes(text) ?? false);
      };
      const place = {
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listTeamMembers" }),
      };
      // No index of places knows names: they are the people's, and change without them.
      return sort.endsWith("name")
        ? readSortedPage({
            ...place,
            rows: tx.teamMembers.scan("byTeam", [input.teamId]).toArray().filter(fits),
            key: (row) => [tx.users.require(row.userId).name?.toLowerCase() ?? "", row.id],
          })
        : readPage({ ...place, table: tx.teamMembers, index: "byTeam", prefix: [input.teamId], where: fits });
    },
    items: ({ read }, rows) => rows.map((row) => shown(read, row)),
  }),

  getTeamMember: handler<"getTeamMember", TeamMember>({
    decide(context, { teamId, userId }) {
      const place = placeOf(context, teamId, userId);
      return place.ok ? ok(shown(context.tx, place.value)) : place;
    },
    finish: (_context, member) => member,
  }),

  addTeamMember: handler<"addTeamMember", undefined>({
    version: (context, { teamId, userId }) => memberVersionOf(context, teamId, userId),
    decide(context, { teamId, userId }) {
      const { tx, emit } = context;
      const found = teamOf(context, teamId);
      if (!found.ok) return found;
      if (!tx.memberships.find("membership", [found.value.organizationId, userId])) return refuse("member_not_found");
      if (tx.teamMembers.find("place", [teamId, userId])) return ok();
      const place = insertTeamMember(tx, found.value, userId);
      emit("team.member_added", teamMemberFacts(shown(context.tx, place), touchTeam(tx, found.value, {})));
      return ok();
    },
    finish: () => undefined,
  }),

  removeTeamMember: handler<"removeTeamMember", undefined>({
    version: (context, { teamId, userId }) => memberVersionOf(context, teamId, userId),
    decide(context, { teamId, userId }) {
      const { tx, emit } = context;
      const place = placeOf(context, teamId, userId);
      if (!place.ok) return place;
      const member = shown(context.tx, place.value);
      tx.teamMembers.delete(place.value.id);
      emit("team.member_removed", teamMemberFacts(member, touchTeam(tx, tx.teams.require(teamId), {})));
      return ok();
    },
    finish: () => undefined,
  }),
};

/** A team of the organization of the call. */
function teamOf({ tx, organization }: DecideContext, teamId: string): Ok<TeamRow> | OperationRefusal {
  const row = tx.teams.get(teamId);
  return row?.organizationId === organization!.id ? ok(row) : refuse("not_found");
}

/** Somebody's place in a team of the organization of the call. */
function placeOf(context: DecideContext, teamId: string, userId: string): Ok<TeamMemberRow> | OperationRefusal {
  const found = teamOf(context, teamId);
  if (!found.ok) return found;
  const place = context.tx.teamMembers.find("place", [teamId, userId]);
  return place ? ok(place) : refuse("not_found");
}

function shown(read: MockReaders, place: TeamMemberRow): TeamMember {
  const membership = read.memberships.find("membership", [place.organizationId, place.userId])!;
  return renderTeamMember(place, renderMember(membership, read.users.require(place.userId), false));
}

function versionOf(context: DecideContext, teamId: string): number | undefined {
  const found = teamOf(context, teamId);
  return found.ok ? found.value.version : undefined;
}

function memberVersionOf(context: DecideContext, teamId: string, userId: string): number | undefined {
  const place = placeOf(context, teamId, userId);
  return place.ok ? shown(context.tx, place.value).version : undefined;
}
