import { expect } from "vitest";
import type { Samples } from "../sample.ts";
import { codeVerifier, ticketFor } from "./at-google.ts";
import { freshSession, proveFactor, refusedFactors, sessionByApp, withApp, withPasskey, wrongCode } from "./factors.ts";

export const mfa = {
  listMfaFactors: async ({ world, self }) => {
    const { factorId } = await withApp(world, self);
    return { params: {}, effect: ({ data }) => expect(data.map(({ id, status }) => [id, status])).toEqual([[factorId, "active"]]) };
  },
  getMfaFactor: async ({ world, self }) => {
    const { factorId } = await withApp(world, self);
    return { params: { factorId }, effect: ({ id }) => expect(id).toBe(factorId) };
  },
  deleteMfaFactor: async (stage) => {
    const { world, self } = stage;
    const { factorId, accessToken, codes } = await withApp(world, self);
    await proveFactor(stage, self, codes[0]!);
    const { passkeyId } = await withPasskey(world, accessToken);
    return {
      params: { factorId },
      effect: async () => {
        const { data } = await world.ask("listMfaFactors", {}, { as: accessToken });
        expect(data.map(({ id }) => id)).toEqual([passkeyId]);
      },
      otherWays: { "of a passkey": { params: { factorId: passkeyId }, outcome: "204" } },
    };
  },
  enrollTotp: ({ self, waiting }) => ({
    params: {},
    effect: ({ uri }) => expect(uri).toContain(encodeURIComponent((waiting ?? self).email)),
  }),
  activateTotp: async ({ world, self, waiting, caller }) => {
    const person = caller.name === "pendingEnrollment" ? waiting! : self;
    const as = caller.name === "pendingEnrollment" ? caller.credential : await freshSession(world, self);
    const { factor } = await world.ask("enrollTotp", {}, { as });
    const code = world.mock.totp(person.id);
    return {
      params: { factorId: factor.id, code },
      effect: async ({ recoveryCodes }) => {
        expect(recoveryCodes?.codes).toHaveLength(10);
        expect((await world.ask("getUser", { userId: person.id })).mfaEnabled).toBe(true);
      },
      otherWays: { "with a wrong code": { params: { factorId: factor.id, code: wrongCode(world, person) }, outcome: "401 mfa_code_invalid" } },
    };
  },
  createMfaChallenge: async ({ world, self, waiting }) => {
    if (!waiting) await withApp(world, self);
    return { params: { kind: "totp" }, effect: ({ kind }) => expect(kind).toBe("totp") };
  },
  verifyMfaChallenge: async ({ world, people, as }) => {
    const { tom } = people;
    const session = await sessionByApp(world, tom);
    const { authenticator } = await withPasskey(world, session, { synced: false, counter: 7 });
    const [device] = (await world.ask("listDevices", {}, { as: session })).data;
    await world.ask("forgetDevice", { deviceId: device!.id }, { as: session });
    await refusedFactors(world, tom, 8);
    const pendingToken = as("pendingMfa");
    const { id } = await world.ask("createMfaChallenge", { kind: "totp" }, { as: pendingToken });
    const byPasskey = await world.ask("createMfaChallenge", { kind: "passkey" }, { as: pendingToken });
    const { publicKey } = byPasskey.kind === "passkey" ? byPasskey : expect.fail(byPasskey.kind);
    const credential = await authenticator.get(publicKey, { counter: 3 });
    const social = await world.ask("exchangeOAuthTicket", { ticket: await ticketFor(world, tom.email), codeVerifier }, { as: null });
    const socialToken = social.status === "mfa_required" ? social.pendingToken : expect.fail(social.status);
    const ofSocial = await world.ask("createMfaChallenge", { kind: "totp" }, { as: socialToken });
    const wrong = { challengeId: id, kind: "totp", code: wrongCode(world, tom) } as const;
    return {
      params: { challengeId: id, kind: "totp", code: world.mock.totp(tom.id) },
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).id).toBe(tom.id);
      },
      otherWays: {
        "of a sign-in that began at a provider": {
          params: { challengeId: ofSocial.id, kind: "totp", code: world.mock.totp(tom.id) },
          as: socialToken,
          outcome: "200",
        },
        "with a wrong code": { params: wrong, outcome: "401 mfa_code_invalid" },
        "with a wrong code once too often": {
          params: wrong,
          outcome: "401 mfa_code_invalid",
          first: async (fork) => expect(await fork.outcome("verifyMfaChallenge", wrong, { as: pendingToken })).toBe("401 mfa_code_invalid"),
        },
        "with a passkey whose counter went backwards": {
          params: { challengeId: byPasskey.id, kind: "passkey", credential },
          outcome: "401 counter_rollback",
        },
      },
    };
  },
  regenerateRecoveryCodes: async (stage) => {
    const { codes } = await withApp(stage.world, stage.self);
    await proveFactor(stage, stage.self, codes[0]!);
    return { params: {}, effect: (made) => expect(made.codes.filter((code) => !codes.includes(code))).toHaveLength(10) };
  },
  resetUserMfa: async (stage) => {
    const { world, people, target, tenant, as } = stage;
    for (const person of [target, people.sue]) {
      if ((await world.ask("getUser", { userId: person.id })).mfaEnabled) continue;
      const { accessToken, codes } = await withApp(world, person);
      await withPasskey(world, accessToken);
      await proveFactor(stage, person, codes[0]!);
    }
    await world.ask("impersonateUser", { userId: people.sue.id, reason: "support" }, { as: people.rex.accessToken });
    return {
      params: { userId: target.id },
      organization: tenant,
      effect: async ({ mfaEnabled }) => {
        expect(mfaEnabled).toBe(false);
        expect(await world.outcome("getMe", {}, { as: target.accessToken })).toBe("401 session_revoked");
        expect(await freshSession(world, target)).toBeTypeOf("string");
      },
      otherWays: { "who is impersonated": { params: { userId: people.sue.id }, as: as("environment"), outcome: "200" } },
    };
  },
} satisfies Samples;
