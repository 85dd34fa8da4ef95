import type { Team } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const teams = {
  listTeams: async (stage) => {
    const { id } = await made(stage);
    return { params: { orgId: stage.acme }, effect: ({ data }) => expect(data.map((team) => team.id)).toEqual([id]) };
  },
  createTeam: async (stage) => {
    const { acme, world } = stage;
    const { id: parentTeamId } = await made(stage);
    return {
      params: { orgId: acme, name: "Platform", parentTeamId },
      effect: async ({ id }) => expect((await world.ask("getTeam", { orgId: acme, teamId: id })).parentTeamId).toBe(parentTeamId),
    };
  },
  getTeam: async (stage) => {
    const teamId = await theTeam(stage);
    return { params: { orgId: stage.acme, teamId }, effect: ({ id }) => expect(id).toBe(teamId) };
  },
  updateTeam: async (stage) => {
    const { acme, world } = stage;
    const teamId = await theTeam(stage);
    return {
      params: { orgId: acme, teamId, name: "Renamed" },
      effect: async () => expect((await world.ask("getTeam", { orgId: acme, teamId })).name).toBe("Renamed"),
    };
  },
  deleteTeam: async (stage) => {
    const { acme, world } = stage;
    const teamId = await theTeam(stage);
    return {
      params: { orgId: acme, teamId },
      effect: async () => expect(await world.outcome("getTeam", { orgId: acme, teamId })).toBe("404 not_found"),
    };
  },
  listTeamMembers: async (stage) => {
    const teamId = await theTeam(stage, stage.people.mia.id);
    return { params: { orgId: stage.acme, teamId }, effect: ({ data }) => expect(data.map(({ userId }) => userId)).toEqual([stage.people.mia.id]) };
  },
  getTeamMember: async (stage) => {
    const { acme, target, about } = stage;
    const teamId = await theTeam(stage, about === "outside" ? undefined : target.id);
    return { params: { orgId: acme, teamId, userId: target.id }, effect: ({ userId }) => expect(userId).toBe(target.id) };
  },
  addTeamMember: async (stage) => {
    const { acme, target, world } = stage;
    const params = { orgId: acme, teamId: await theTeam(stage), userId: target.id };
    return { params, effect: async () => expect((await world.ask("getTeamMember", params)).userId).toBe(target.id) };
  },
  removeTeamMember: async (stage) => {
    const { acme, target, world, about } = stage;
    const params = { orgId: acme, teamId: await theTeam(stage, about === "outside" ? undefined : target.id), userId: target.id };
    return {
      params,
      effect: async () => {
        expect(await world.outcome("getTeamMember", params)).toBe("404 not_found");
        expect(await world.outcome("getMember", { orgId: acme, userId: target.id })).toBe("200");
      },
    };
  },
} satisfies Samples;

async function made({ world, acme }: Stage, organization: string = acme): Promise<Team> {
  return world.ask("createTeam", { orgId: organization, name: "Engineering" });
}

/** The team that a call is about, with somebody in it where one is wanted and the team is Acme's. */
async function theTeam(stage: Stage, userId?: string): Promise<string> {
  const { world, acme, globex, about } = stage;
  const { id } = await made(stage, about === "foreign" ? globex : acme);
  if (userId !== undefined && about !== "foreign") await world.ask("addTeamMember", { orgId: acme, teamId: id, userId });
  return id;
}
