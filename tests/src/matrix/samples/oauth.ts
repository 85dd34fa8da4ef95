import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";
import { begin, codeVerifier, consent, linked, ticketAt, ticketFor } from "./at-google.ts";
import { freshSession, unproved } from "./factors.ts";

const newcomer = "newcomer@elsewhere.test";

export const oauth = {
  listOAuthProviders: () => ({ params: {}, effect: ({ data }) => expect(data.map(({ provider }) => provider)).toEqual(["google", "github", "microsoft"]) }),
  startOAuth: ({ world }) => ({
    params: begin,
    effect: async ({ url }) => expect((await world.mock.fetch(url, { headers: { accept: "text/html" } })).status).toBe(200),
  }),
  completeOAuth: async ({ world }) => {
    const { url } = await world.ask("startOAuth", begin, { as: null });
    const callback = new URL(await consent(world, url, newcomer));
    const { code, state, iss } = Object.fromEntries(callback.searchParams) as Record<string, string>;
    return {
      params: { provider: "google", code: code!, state: state!, iss: iss! },
      // A state is good once.
      effect: async () =>
        expect(await world.outcome("completeOAuth", { provider: "google", code: code!, state: state!, iss: iss! }, { as: null })).toBe("400 state_mismatch"),
      otherWays: { "of somebody who cancelled": { params: { provider: "google", error: "access_denied", state: state! }, outcome: "302" } },
    };
  },
  exchangeOAuthTicket: async ({ world, acme, people }) => {
    await world.ask("createInvitation", { email: "invited@acme.test" }, { organization: acme });
    await unproved(world, people.sue, people.root);
    const invitationToken = world.mail("invited@acme.test", "invitation").token;
    const ticket = await ticketFor(world, newcomer);
    return {
      params: { ticket, codeVerifier },
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).email).toBe(newcomer);
      },
      otherWays: {
        "of somebody whose address the provider does not vouch for": {
          params: { ticket: await ticketFor(world, "unsure@elsewhere.test", false), codeVerifier },
          outcome: "200",
        },
        "of an account whose address nobody had proved": { params: { ticket: await ticketFor(world, people.sue.email), codeVerifier }, outcome: "200" },
        "with an invitation": { params: { ticket: await ticketFor(world, "invited@acme.test"), codeVerifier, invitationToken }, outcome: "200" },
        "by somebody who does not have the verifier": {
          params: { ticket, codeVerifier: codeVerifier.replaceAll("-", "_") },
          outcome: "400 pkce_failed",
        },
      },
    };
  },
  listIdentities: async (stage) => {
    const { identityId } = await ownIdentity(stage);
    return { params: {}, effect: ({ data }) => expect(data.map(({ id }) => id)).toEqual([identityId]) };
  },
  getIdentity: async (stage) => {
    const { identityId } = await ownIdentity(stage);
    return { params: { identityId }, effect: ({ userId }) => expect(userId).toBe(stage.self.id) };
  },
  linkIdentity: ({ world }) => ({
    params: begin,
    effect: async ({ url }) => expect((await world.mock.fetch(url, { headers: { accept: "text/html" } })).status).toBe(200),
  }),
  confirmIdentityLink: async ({ world, self, caller }) => {
    // Who may not begin tries with what another session began.
    const own = await world.call("linkIdentity", begin, { as: caller.credential });
    const { url } = own.outcome === "200" ? own.body : await world.ask("linkIdentity", begin, { as: await freshSession(world, self) });
    return {
      params: { ticket: await ticketAt(world, url, newcomer), codeVerifier },
      effect: ({ userId, email }) => expect([userId, email]).toEqual([self.id, newcomer]),
    };
  },
  unlinkIdentity: async (stage) => {
    const { identityId, accessToken } = await ownIdentity(stage);
    return {
      params: { identityId },
      effect: async () => expect((await stage.world.ask("listIdentities", {}, { as: accessToken })).data).toEqual([]),
    };
  },
} satisfies Samples;

/** An account at Google that whoever calls signs in with, linked by another session of hers. */
async function ownIdentity({ world, self }: Stage): Promise<{ identityId: string; accessToken: string }> {
  const accessToken = await freshSession(world, self);
  return { identityId: await linked(world, accessToken, `${self.id}@elsewhere.test`), accessToken };
}
