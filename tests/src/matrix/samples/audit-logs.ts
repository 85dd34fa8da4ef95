import type { AuditLog } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

/** Who sees of the log what she did herself. */
const limited: readonly string[] = ["member", "viewer", "withheld", "demotedKey"];

export const auditLogs = {
  listAuditLogs: async (stage) => {
    const { caller, tenant } = stage;
    const others = await left(stage, "usual");
    return {
      params: { pageSize: 1000 },
      organization: tenant,
      effect: ({ data }) => {
        expect(data.some(({ id }) => id === others.id)).toBe(!limited.includes(caller.name));
        if (caller.person && limited.includes(caller.name)) expect(data.map(({ actor }) => actor.id)).toEqual(data.map(() => caller.person!.id));
      },
    };
  },
  getAuditStats: async (stage) => {
    await left(stage, "usual");
    return {
      params: {},
      organization: stage.tenant,
      effect: ({ byAction }) => expect(byAction.map(({ action }) => action)).toContain("team.created"),
    };
  },
  listAuditActions: async (stage) => {
    await left(stage, "usual");
    return {
      params: {},
      organization: stage.tenant,
      effect: ({ data }) => expect(data.find(({ action }) => action === "team.created")?.count).toBe(1),
    };
  },
  getAuditLog: async (stage) => {
    const row = await left(stage, stage.about);
    return { params: { logId: row.id }, organization: stage.tenant, effect: ({ hash }) => expect(hash).toBe(row.hash) };
  },
  exportAuditLogs: async (stage) => {
    const row = await left(stage, "usual");
    return {
      params: { format: "json", action: "team.created" },
      organization: stage.tenant,
      effect: ({ content }) => expect((JSON.parse(content!) as AuditLog[]).map(({ id }) => id)).toEqual([row.id]),
    };
  },
  getAuditExport: async (stage) => {
    const { world, acme, globex, about, caller, tenant } = stage;
    const of = about === "foreign" ? globex : about === "anywhere" && caller.name === "environment" ? undefined : acme;
    const made = await world.ask("exportAuditLogs", { format: "csv" }, of === undefined ? {} : { organization: of });
    return { params: { exportId: made.id }, organization: tenant, effect: ({ id, status }) => expect([id, status]).toEqual([made.id, "completed"]) };
  },
  cleanupAuditLogs: async (stage) => {
    const { world, caller, about, tenant, acme, as } = stage;
    const organization = about === "anywhere" && caller.name === "environment" ? {} : { organization: acme };
    return {
      params: {},
      organization: tenant,
      effect: async ({ deleted }) => {
        expect(deleted).toBe(0);
        expect((await world.ask("verifyAuditChain", {}, organization)).ok).toBe(true);
      },
      otherWays: {
        "once there is something to delete": {
          first: async (later) => {
            await later.mock.clock.advance("20d");
            await later.ask("setAuditRetention", { retentionSeconds: 7 * 86_400 }, { organization: acme });
          },
          params: {},
          as: as("environment"),
          organization: acme,
          outcome: "200",
        },
      },
    };
  },
  getAuditRetention: ({ tenant }) => ({
    params: {},
    organization: tenant,
    effect: ({ retentionSeconds, planRetentionSeconds }) => expect(retentionSeconds).toBe(planRetentionSeconds),
  }),
  setAuditRetention: (stage) => {
    const { world, about, acme, caller, tenant } = stage;
    const environments = about === "anywhere" && caller.name === "environment";
    return {
      params: { retentionSeconds: 30 * 86_400 },
      organization: tenant,
      effect: async () => expect((await world.ask("getAuditRetention", {}, environments ? {} : { organization: acme })).retentionSeconds).toBe(30 * 86_400),
    };
  },
  verifyAuditChain: ({ tenant }) => ({
    params: {},
    organization: tenant,
    effect: ({ ok, checked }) => {
      expect(ok).toBe(true);
      expect(checked).toBeGreaterThan(0);
    },
  }),
} satisfies Samples;

/** A row that the environment left in Acme, or in another organization, or that the caller did. */
async function left({ world, acme, globex, caller }: Stage, whose: Stage["about"]): Promise<AuditLog> {
  const organization = whose === "foreign" ? globex : acme;
  const own = whose === "own" ? caller.person : undefined;
  if (own) await world.ask("switchOrganization", { organizationId: acme }, { as: own.accessToken });
  else await world.ask("createTeam", { orgId: organization, name: "Trace" });
  const { data } = await world.ask("listAuditLogs", own ? { actorId: own.id } : { action: "team.created" }, { organization });
  return data[0]!;
}
