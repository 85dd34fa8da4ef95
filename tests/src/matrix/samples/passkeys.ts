import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";
import { freshSession, proveFactor, withPasskey } from "./factors.ts";

export const passkeys = {
  passkeyRegistrationOptions: ({ self, waiting }) => ({ params: {}, effect: ({ publicKey }) => expect(publicKey.user.name).toBe((waiting ?? self).email) }),
  passkeyRegistrationVerify: async ({ world, self, waiting, caller }) => {
    // Who may not begin tries with what another session began.
    const own = await world.call("passkeyRegistrationOptions", {}, { as: caller.credential });
    const { challengeId, publicKey } =
      own.outcome === "200" ? own.body : await world.ask("passkeyRegistrationOptions", {}, { as: await freshSession(world, self) });
    const credential = await world.mock.passkeys.authenticator().create(publicKey);
    return {
      params: { challengeId, credential },
      effect: async ({ recoveryCodes }) => {
        expect(recoveryCodes?.codes).toHaveLength(10);
        expect((await world.ask("getUser", { userId: (waiting ?? self).id })).mfaEnabled).toBe(true);
      },
    };
  },
  passkeyAuthenticationOptions: () => ({ params: {}, effect: ({ publicKey }) => expect(publicKey.allowCredentials).toEqual([]) }),
  passkeyAuthenticationVerify: async ({ world, people }) => {
    const { authenticator } = await withPasskey(world, people.mia.accessToken);
    const counting = await withPasskey(world, people.mia.accessToken, { synced: false, counter: 7 });
    const unverified = await withPasskey(world, people.sue.accessToken);
    await world.ask("forgetDevice", { deviceId: people.mia.deviceId }, { as: people.mia.accessToken });
    await world.ask("updateUser", { userId: people.sue.id, emailVerified: false });
    const { challengeId, publicKey } = await world.ask("passkeyAuthenticationOptions", {}, { as: null });
    return {
      params: { challengeId, credential: await authenticator.get(publicKey) },
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).id).toBe(people.mia.id);
      },
      otherWays: {
        "with what was signed for another page": {
          params: { challengeId, credential: await authenticator.get(publicKey, { origin: "https://evil.test" }) },
          outcome: "400 webauthn_verification_failed",
        },
        "with a counter that went backwards": {
          params: { challengeId, credential: await counting.authenticator.get(publicKey, { counter: 3 }) },
          outcome: "401 counter_rollback",
        },
        "of an address that is not verified": { params: { challengeId, credential: await unverified.authenticator.get(publicKey) }, outcome: "200" },
      },
    };
  },
  listPasskeys: async (stage) => {
    const { passkeyId } = await ownPasskey(stage);
    return { params: {}, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([passkeyId]) };
  },
  getPasskey: async (stage) => {
    const { passkeyId } = await ownPasskey(stage);
    return { params: { passkeyId }, effect: ({ userId }) => expect(userId).toBe(stage.self.id) };
  },
  renamePasskey: async (stage) => {
    const { passkeyId, accessToken } = await ownPasskey(stage);
    return {
      params: { passkeyId, name: "Laptop" },
      effect: async () => expect((await stage.world.ask("getPasskey", { passkeyId }, { as: accessToken })).name).toBe("Laptop"),
    };
  },
  deletePasskey: async (stage) => {
    const { passkeyId, accessToken, codes } = await ownPasskey(stage);
    await proveFactor(stage, stage.self, codes[0]!);
    return {
      params: { passkeyId },
      effect: async () => expect(await stage.world.outcome("getPasskey", { passkeyId }, { as: accessToken })).toBe("404 not_found"),
    };
  },
} satisfies Samples;

/** A passkey of whoever calls, made by another session of hers. */
async function ownPasskey({ world, self }: Stage): Promise<{ passkeyId: string; accessToken: string; codes: readonly string[] }> {
  const accessToken = await freshSession(world, self);
  return { ...(await withPasskey(world, accessToken)), accessToken };
}
