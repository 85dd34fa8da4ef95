import { expect } from "vitest";
import type { Samples } from "../sample.ts";
import type { World } from "../world.ts";

export const members = {
  listMembers: ({ acme, people }) => ({
    params: { orgId: acme, pageSize: 100 },
    effect: ({ data }) => expect(data.map(({ userId }) => userId)).toContain(people.mia.id),
  }),
  inviteMember: ({ world, acme, about }) => ({
    params: { orgId: acme, email: "new@acme.test", role: about === "above" ? "owner" : "member" },
    effect: async ({ id }) => {
      expect((await world.ask("getInvitation", { invitationId: id }, { organization: acme })).status).toBe("pending");
      expect(world.mail("new@acme.test", "invitation").token).toBeTypeOf("string");
    },
  }),
  getMember: ({ acme, target }) => ({ params: { orgId: acme, userId: target.id }, effect: ({ userId }) => expect(userId).toBe(target.id) }),
  updateMember: ({ world, acme, target, about }) => {
    const role = about === "above" ? "owner" : "viewer";
    return {
      params: { orgId: acme, userId: target.id, role },
      effect: async () => expect((await world.ask("getMember", { orgId: acme, userId: target.id })).role).toBe(role),
    };
  },
  removeMember: async ({ world, acme, target, people, as }) => {
    await inTeam(world, acme, people.sue.id);
    return {
      params: { orgId: acme, userId: target.id },
      effect: async () => expect(await world.outcome("getOrganization", { orgId: acme }, { as: target.accessToken })).toBe("404 not_found"),
      otherWays: { "who is in a team": { params: { orgId: acme, userId: people.sue.id }, as: as("environment"), outcome: "204" } },
    };
  },
  suspendMember: ({ world, acme, target }) => ({
    params: { orgId: acme, userId: target.id, reason: "on leave" },
    effect: async () => expect(await world.outcome("getOrganization", { orgId: acme }, { as: target.accessToken })).toBe("403 member_suspended"),
  }),
  restoreMember: async ({ world, acme, caller, target }) => {
    const outside = (await world.outcome("getMember", { orgId: acme, userId: target.id })) !== "200";
    // Who is suspended calls nothing of the organization, so about herself there is nothing to lift.
    if (!outside && caller.person?.id !== target.id) await world.ask("suspendMember", { orgId: acme, userId: target.id });
    return {
      params: { orgId: acme, userId: target.id },
      effect: async () => expect(await world.outcome("getOrganization", { orgId: acme }, { as: target.accessToken })).toBe("200"),
    };
  },
} satisfies Samples;

/** Puts a member into a team. */
export async function inTeam(world: World, orgId: string, userId: string): Promise<void> {
  const { id } = await world.ask("createTeam", { orgId, name: "Engineering" });
  await world.ask("addTeamMember", { orgId, teamId: id, userId });
}
