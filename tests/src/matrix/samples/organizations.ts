import { expect } from "vitest";
import type { Samples } from "../sample.ts";
import { inTeam } from "./members.ts";

export const organizations = {
  createOrganization: ({ world, caller, people }) => ({
    params: { name: "New", ...(caller.name === "environment" ? { ownerUserId: people.mia.id } : {}) },
    effect: async ({ id }) => {
      const [owner] = (await world.ask("listMembers", { orgId: id })).data;
      expect([owner?.userId, owner?.role]).toEqual([caller.person?.id ?? people.mia.id, "owner"]);
    },
  }),
  listMyOrganizations: ({ world, caller, acme, globex, strict }) => ({
    params: {},
    effect: async ({ data }) => {
      const all = [acme, globex, strict];
      const user = caller.person?.id;
      const mine = await Promise.all(all.map(async (orgId) => user === undefined || (await isActive(world, orgId, user))));
      expect(data.map(({ id }) => id)).toEqual(all.filter((_, index) => mine[index]));
    },
  }),
  getOrganization: ({ acme }) => ({ params: { orgId: acme }, effect: ({ id }) => expect(id).toBe(acme) }),
  updateOrganization: ({ world, acme }) => ({
    params: { orgId: acme, name: "Renamed" },
    effect: async () => expect((await world.ask("getOrganization", { orgId: acme })).name).toBe("Renamed"),
  }),
  deleteOrganization: ({ world, acme, as }) => ({
    params: { orgId: acme },
    effect: async ({ deletesAt }) => {
      expect(deletesAt).not.toBeNull();
      expect(await world.outcome("getOrganization", { orgId: acme }, { as: as("member") })).toBe("403 organization_suspended");
    },
  }),
  restoreOrganization: async ({ world, acme, as }) => {
    await world.ask("deleteOrganization", { orgId: acme }, { as: as("owner") });
    return {
      params: { orgId: acme },
      effect: async () => expect(await world.outcome("getOrganization", { orgId: acme }, { as: as("member") })).toBe("200"),
    };
  },
  getOrganizationStats: ({ acme }) => ({ params: { orgId: acme }, effect: ({ members }) => expect(members.byRole.owner).toBe(2) }),
  getOrganizationSettings: ({ acme }) => ({ params: { orgId: acme }, effect: ({ defaultRole }) => expect(defaultRole).toBe("member") }),
  updateOrganizationSettings: ({ world, acme }) => ({
    params: { orgId: acme, defaultRole: "viewer" },
    effect: async () => expect((await world.ask("getOrganizationSettings", { orgId: acme })).defaultRole).toBe("viewer"),
  }),
  getOrganizationLimits: ({ acme }) => ({ params: { orgId: acme }, effect: ({ plan }) => expect(plan).toBe("enterprise") }),
  getAuthPolicy: ({ acme }) => ({ params: { orgId: acme }, effect: ({ organizationId, mfa }) => expect([organizationId, mfa]).toEqual([acme, "optional"]) }),
  setAuthPolicy: ({ world, acme, people }) => ({
    params: { orgId: acme, rememberDevices: false, allowedMethods: ["password", "passkey"], session: { maxAgeSeconds: 3600 } },
    effect: async () => {
      expect(await world.ask("getAuthPolicy", { orgId: acme })).toMatchObject({ rememberDevices: false, session: { maxAgeSeconds: 3600, idleSeconds: null } });
      expect(await world.outcome("getOrganization", { orgId: acme }, { as: people.mia.accessToken })).toBe("200");
    },
  }),
  transferOwnership: ({ world, acme, caller, target }) => ({
    params: { orgId: acme, userId: target.id },
    effect: async () => {
      const roleOf = async (userId: string): Promise<string> => (await world.ask("getMember", { orgId: acme, userId })).role;
      expect([await roleOf(target.id), await roleOf(caller.person!.id)]).toEqual(["owner", "admin"]);
    },
  }),
  leaveOrganization: async ({ world, acme, self, people }) => {
    await inTeam(world, acme, people.sue.id);
    return {
      params: { orgId: acme },
      effect: async () => expect(await world.outcome("getMember", { orgId: acme, userId: self.id })).toBe("404 not_found"),
      otherWays: { "by somebody in a team": { params: { orgId: acme }, as: people.sue.accessToken, outcome: "204" } },
    };
  },
} satisfies Samples;

async function isActive(world: Parameters<NonNullable<Samples["getOrganization"]>>[0]["world"], orgId: string, userId: string): Promise<boolean> {
  const { outcome, body } = await world.call("getMember", { orgId, userId });
  return outcome === "200" && body.status === "active";
}
