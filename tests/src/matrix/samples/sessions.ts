import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";

export const sessions = {
  listMySessions: ({ self }) => ({ params: { pageSize: 100 }, effect: ({ data }) => expect(data.map(({ id }) => id)).toContain(self.sessionId) }),
  revokeOtherSessions: async ({ world, self, caller }) => {
    const other = await signedInAgain(world, self);
    return {
      params: {},
      effect: async () => {
        expect(await world.outcome("getMe", {}, { as: other.accessToken })).toBe("401 session_revoked");
        expect(await world.outcome("getMe", {}, { as: caller.credential })).toBe("200");
      },
    };
  },
  introspectSession: ({ target }) => ({
    params: { token: target.accessToken },
    effect: (answer) => expect(answer).toMatchObject({ active: true, sessionId: target.sessionId, userId: target.id }),
  }),
  getSession: ({ target, tenant }) => ({
    params: { sessionId: target.sessionId },
    organization: tenant,
    effect: ({ userId }) => expect(userId).toBe(target.id),
  }),
  revokeSession: async ({ world, people, target, tenant, as }) => {
    const { id } = await world.ask("impersonateUser", { userId: people.sue.id, reason: "support" }, { as: people.root.accessToken });
    return {
      params: { sessionId: target.sessionId },
      organization: tenant,
      effect: async () => expect(await world.outcome("getMe", {}, { as: target.accessToken })).toBe("401 session_revoked"),
      otherWays: { "of an impersonator": { params: { sessionId: id }, as: as("environment"), outcome: "204" } },
    };
  },
  getTokenFamily: ({ target, tenant }) => ({
    params: { sessionId: target.sessionId },
    organization: tenant,
    effect: ({ sessionId }) => expect(sessionId).toBe(target.sessionId),
  }),
  listDevices: ({ self }) => ({ params: {}, effect: ({ data }) => expect(data.map(({ id }) => id)).toContain(self.deviceId) }),
  getDevice: ({ self }) => ({ params: { deviceId: self.deviceId }, effect: ({ userId }) => expect(userId).toBe(self.id) }),
  trustDevice: ({ world, self, caller }) => ({
    params: { deviceId: self.deviceId, trusted: true },
    effect: async () => expect((await world.ask("getDevice", { deviceId: self.deviceId }, { as: caller.credential })).trusted).toBe(true),
  }),
  forgetDevice: async ({ world, self, caller }) => {
    const other = await signedInAgain(world, self);
    return {
      params: { deviceId: self.deviceId },
      effect: async () => {
        expect(await world.outcome("getDevice", { deviceId: self.deviceId }, { as: caller.credential })).toBe("404 not_found");
        expect(await world.outcome("getMe", {}, { as: other.accessToken })).toBe("401 session_revoked");
      },
    };
  },
  listOrganizationSessions: async ({ world, acme, people }) => {
    const { id } = await signedInAgain(world, people.mia, acme);
    return { params: { orgId: acme }, effect: ({ data }) => expect(data.map((session) => session.id)).toEqual([id]) };
  },
  revokeOrganizationSessions: async ({ world, acme, target }) => {
    // Who is no member stands in no organization, and is asked for all the same.
    const member = (await world.outcome("getMember", { orgId: acme, userId: target.id })) === "200";
    const inside = await signedInAgain(world, target, member ? acme : undefined);
    return {
      params: { orgId: acme, userId: target.id },
      effect: async ({ revokedSessions }) => {
        expect(revokedSessions).toBe(1);
        expect((await world.ask("getCurrentSession", {}, { as: inside.accessToken })).organizationId).toBeNull();
      },
    };
  },
} satisfies Samples;

/** Another session of somebody. */
async function signedInAgain(
  world: Stage["world"],
  { email, password }: Stage["target"],
  organizationId?: string,
): Promise<{ readonly id: string; readonly accessToken: string }> {
  const result = await world.ask("signIn", { email, password, ...(organizationId === undefined ? {} : { organizationId }) }, { as: null });
  return result.status === "complete" ? result.session : expect.fail(result.status);
}
