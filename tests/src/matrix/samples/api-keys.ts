import type { ApiKeyWithSecret, Permission } from "@plinto/spec";
import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const apiKeys = {
  createApiKey: (stage) => ({
    params: { orgId: stage.acme, name: "CI", scopes: scopes(stage) },
    effect: async ({ id, secret }) => {
      expect((await stage.world.ask("getApiKey", { orgId: stage.acme, keyId: id })).scopes).toEqual(scopes(stage));
      expect((await stage.world.ask("verifyApiKey", { key: secret })).valid).toBe(true);
    },
  }),
  listApiKeys: async (stage) => {
    const { id } = await made(stage);
    return { params: { orgId: stage.acme, q: "Deploy" }, effect: ({ data }) => expect(data.map((key) => key.id)).toEqual([id]) };
  },
  getApiKey: async (stage) => {
    const { id } = await made(stage);
    return { params: { orgId: stage.acme, keyId: id }, effect: (key) => expect(key.id).toBe(id) };
  },
  updateApiKey: async (stage) => {
    const { id } = await made(stage);
    const params = { orgId: stage.acme, keyId: id };
    return {
      params: { ...params, name: "Renamed" },
      effect: async () => expect((await stage.world.ask("getApiKey", params)).name).toBe("Renamed"),
    };
  },
  deleteApiKey: async (stage) => {
    const { id, secret } = await made(stage);
    return {
      params: { orgId: stage.acme, keyId: id },
      effect: async () => expect(await stage.world.outcome("getOrganization", { orgId: stage.acme }, { as: secret })).toBe("401 api_key_revoked"),
    };
  },
  rotateApiKey: async (stage) => {
    const before = await made(stage);
    return {
      params: { orgId: stage.acme, keyId: before.id, overlapSeconds: 0 },
      effect: async ({ secret }) => {
        expect((await stage.world.ask("verifyApiKey", { key: secret })).keyId).toBe(before.id);
        expect((await stage.world.ask("verifyApiKey", { key: before.secret })).valid).toBe(false);
      },
    };
  },
  getApiKeyUsage: async (stage) => {
    const { id, secret } = await made(stage);
    await stage.world.call("getOrganization", { orgId: stage.acme }, { as: secret });
    return { params: { orgId: stage.acme, keyId: id }, effect: ({ requests }) => expect(requests).toBe(1) };
  },
  verifyApiKey: async (stage) => {
    const { id, secret } = await made(stage);
    const unseen = stage.about === "foreign" || stage.caller.name === "foreignKey";
    return {
      params: { key: secret },
      organization: stage.tenant,
      effect: ({ valid, keyId, code }) => expect([valid, keyId, code]).toEqual(unseen ? [false, null, "api_key_invalid"] : [true, id, null]),
    };
  },
} satisfies Samples;

/** What the key of a call can do: what every member can, or what an owner alone can. */
function scopes({ about }: Stage): Permission[] {
  return [about === "above" ? "org:delete" : "org:read"];
}

/** The key that a call is about, made by an admin, or by the caller, or by the environment. */
async function made(stage: Stage): Promise<ApiKeyWithSecret> {
  const { world, acme, globex, about, as, caller } = stage;
  const creator = about === "own" ? { as: caller.credential } : about === "usual" ? { as: as("admin") } : {};
  return world.ask("createApiKey", { orgId: about === "foreign" ? globex : acme, name: "Deploy", scopes: scopes(stage) }, creator);
}
