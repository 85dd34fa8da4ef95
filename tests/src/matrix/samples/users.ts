import { expect } from "vitest";
import type { Samples } from "../sample.ts";
import { inTeam } from "./members.ts";

export const users = {
  getMe: ({ self }) => ({ params: {}, effect: ({ id }) => expect(id).toBe(self.id) }),
  updateMe: ({ world, self }) => ({
    params: { name: "Renamed" },
    effect: async () => expect((await world.ask("getUser", { userId: self.id })).name).toBe("Renamed"),
  }),
  requestEmailChange: ({ world }) => ({
    params: { email: "moved@plinto.test" },
    effect: () => expect(world.mail("moved@plinto.test", "email_change").token).toBeTypeOf("string"),
  }),
  confirmEmailChange: async ({ world, people }) => {
    await world.ask("requestEmailChange", { email: "moved@plinto.test" }, { as: people.mia.accessToken });
    return {
      params: { token: world.mail("moved@plinto.test", "email_change").token },
      effect: async () => expect((await world.ask("getUser", { userId: people.mia.id })).email).toBe("moved@plinto.test"),
    };
  },
  createUser: ({ world }) => ({
    params: { email: "new@acme.test", name: "New" },
    effect: async ({ id }) => expect((await world.ask("getUser", { userId: id })).email).toBe("new@acme.test"),
  }),
  listUsers: ({ people, tenant }) => ({
    params: { pageSize: 100 },
    organization: tenant,
    effect: ({ data }) => expect(data.map(({ id }) => id)).toContain(people.mia.id),
  }),
  importUsers: ({ world }) => ({
    params: { users: [{ email: "one@acme.test" }, { email: "two@acme.test" }] },
    effect: async ({ created }) => {
      expect(created).toBe(2);
      expect((await world.ask("listUsers", { email: "two@acme.test" })).data).toHaveLength(1);
    },
  }),
  getUser: ({ target, tenant }) => ({ params: { userId: target.id }, organization: tenant, effect: ({ id }) => expect(id).toBe(target.id) }),
  updateUser: async ({ world, people, target, tenant, as }) => {
    await world.ask("impersonateUser", { userId: people.sue.id, reason: "support" }, { as: people.rex.accessToken });
    return {
      params: { userId: target.id, name: "Renamed" },
      organization: tenant,
      effect: async () => expect((await world.ask("getUser", { userId: target.id })).name).toBe("Renamed"),
      otherWays: {
        "with another address": { params: { userId: target.id, email: "moved@plinto.test" }, as: as("environment"), outcome: "200" },
        "of a super admin who impersonates, and is none any more": {
          params: { userId: people.rex.id, platformRole: null },
          as: as("environment"),
          outcome: "200",
        },
      },
    };
  },
  deleteUser: async ({ world, acme, people, target, tenant, as }) => {
    await inTeam(world, acme, people.sue.id);
    await world.ask("impersonateUser", { userId: people.sue.id, reason: "support" }, { as: people.rex.accessToken });
    return {
      params: { userId: target.id },
      organization: tenant,
      effect: async () => {
        expect(await world.outcome("getUser", { userId: target.id })).toBe("404 not_found");
        expect(await world.outcome("getMe", {}, { as: target.accessToken })).toBe("401 session_revoked");
      },
      otherWays: { "who is impersonated, and in a team": { params: { userId: people.sue.id }, as: as("environment"), outcome: "204" } },
    };
  },
  banUser: async ({ world, people, target, tenant, as }) => {
    await world.ask("impersonateUser", { userId: people.sue.id, reason: "support" }, { as: people.rex.accessToken });
    return {
      params: { userId: target.id, reason: "spam" },
      organization: tenant,
      effect: async () => {
        expect((await world.ask("getUser", { userId: target.id })).status).toBe("banned");
        expect(await world.outcome("getMe", {}, { as: target.accessToken })).toBe("401 session_revoked");
      },
      otherWays: { "who is impersonated": { params: { userId: people.sue.id }, as: as("environment"), outcome: "200" } },
    };
  },
  unbanUser: async ({ world, target, caller, tenant }) => {
    // Who is banned calls nothing, so about herself there is nothing to lift.
    if (caller.person?.id !== target.id) await world.ask("banUser", { userId: target.id });
    return {
      params: { userId: target.id },
      organization: tenant,
      effect: async () => expect((await world.ask("getUser", { userId: target.id })).status).toBe("active"),
    };
  },
  unlockUser: async ({ world, target, tenant }) => {
    for (let count = 0; count < 10; count += 1) await world.outcome("signIn", { email: target.email, password: "wrong password" }, { as: null });
    return {
      params: { userId: target.id },
      organization: tenant,
      effect: async () => expect(await world.outcome("signIn", { email: target.email, password: target.password }, { as: null })).toBe("200"),
    };
  },
  impersonateUser: ({ world, target }) => ({
    params: { userId: target.id, reason: "support" },
    effect: async ({ accessToken }) => expect((await world.ask("getMe", {}, { as: accessToken })).id).toBe(target.id),
  }),
} satisfies Samples;
