import type { Permission, RoleDefinition } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const roles = {
  createRole: (stage) => ({
    params: { name: "Keeper", permissions: given(stage, "roles:manage") },
    organization: stage.tenant,
    effect: async ({ id }) => expect((await again(stage, id)).permissions).toEqual(given(stage, "roles:manage")),
  }),
  listRoles: async (stage) => {
    const roleId = await theRole(stage, "roles:read");
    return { params: { q: "Keeper" }, organization: stage.tenant, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([roleId]) };
  },
  getRole: async (stage) => {
    const roleId = await theRole(stage, "roles:read");
    return { params: { roleId }, organization: stage.tenant, effect: ({ slug, id }) => expect([slug, id]).toContain(roleId) };
  },
  updateRole: async (stage) => {
    const roleId = await theRole(stage, "roles:manage");
    return {
      params: { roleId, name: "Renamed" },
      organization: stage.tenant,
      effect: async () => expect((await again(stage, roleId)).name).toBe("Renamed"),
    };
  },
  deleteRole: async (stage) => {
    const roleId = await theRole(stage, "roles:manage");
    return {
      params: { roleId },
      organization: stage.tenant,
      effect: async () => expect(await stage.world.outcome("getRole", { roleId }, { organization: stage.acme })).toBe("404 not_found"),
    };
  },
  assignRole: async (stage) => {
    const { acme, target, as } = stage;
    const roleId = await theRole(stage, "roles:assign");
    return {
      params: { roleId, userId: target.id },
      organization: acme,
      effect: async () => expect(await rolesOf(stage)).toContain(roleId),
      otherWays: { "a system role": { params: { roleId: "admin", userId: target.id }, as: as("environment"), organization: acme, outcome: "200" } },
    };
  },
  unassignRole: async (stage) => {
    const { world, acme, target, people, as, about } = stage;
    const roleId = await theRole(stage, "members:read");
    if (about !== "outside" && about !== "foreign") await world.ask("assignRole", { roleId, userId: target.id }, { organization: acme });
    return {
      params: { roleId, userId: target.id },
      organization: acme,
      effect: async () => expect(await rolesOf(stage)).not.toContain(roleId),
      otherWays: { "a system role": { params: { roleId: "admin", userId: people.grace.id }, as: as("environment"), organization: acme, outcome: "204" } },
    };
  },
} satisfies Samples;

/** What the role of a call gives: a permission that everybody has who may call, or what an owner alone has. */
function given({ about }: Stage, permission: Permission): Permission[] {
  return [about === "above" ? "org:delete" : permission];
}

/** The role that a call is about. */
async function theRole(stage: Stage, permission: Permission): Promise<string> {
  const { world, acme, globex, about } = stage;
  if (about === "system") return "admin";
  const organization = about === "foreign" ? globex : acme;
  return (await world.ask("createRole", { name: "Keeper", permissions: given(stage, permission) }, { organization })).id;
}

async function again({ world, acme }: Stage, roleId: string): Promise<RoleDefinition> {
  return world.ask("getRole", { roleId }, { organization: acme });
}

async function rolesOf({ world, acme, target }: Stage): Promise<string[]> {
  const { role, customRoleIds } = await world.ask("getMember", { orgId: acme, userId: target.id });
  return [role, ...customRoleIds];
}
