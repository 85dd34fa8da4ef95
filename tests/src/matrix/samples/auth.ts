import { expect } from "vitest";
import type { Samples, Stage } from "../sample.ts";
import { codeVerifier, ticketFor } from "./at-google.ts";
import { refusedFactors, sessionByApp, unproved, withPasskey, wrongCode } from "./factors.ts";

const newPassword = "staple battery horse";

export const auth = {
  signUp: async ({ world, acme, people }) => {
    await world.ask("createInvitation", { email: "invited@acme.test" }, { organization: acme });
    const invitationToken = world.mail("invited@acme.test", "invitation").token;
    return {
      params: { email: "new@acme.test", password: newPassword },
      effect: async ({ status }) => {
        expect(status).toBe("email_verification_required");
        expect((await world.ask("listUsers", { email: "new@acme.test" })).data).toHaveLength(1);
      },
      otherWays: {
        "with an invitation": { params: { email: "invited@acme.test", password: newPassword, invitationToken }, outcome: "201" },
        "with an address that somebody has": { params: { email: people.mia.email, password: newPassword }, outcome: "409 email_taken" },
      },
    };
  },
  signIn: async ({ world, people }) => {
    await repeated(9, () => world.outcome("signIn", { email: people.sue.email, password: "wrong password" }, { as: null }));
    return {
      params: { email: people.nina.email, password: people.nina.password },
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).id).toBe(people.nina.id);
      },
      otherWays: {
        "with a wrong password": { params: { email: people.mia.email, password: "wrong password" }, outcome: "401 invalid_credentials" },
        "with a wrong password once too often": { params: { email: people.sue.email, password: "wrong password" }, outcome: "401 invalid_credentials" },
        "with an address that is not verified": {
          params: { email: people.una.email, password: people.una.password },
          outcome: "200",
          // She was sent a code a moment ago.
          first: ({ mock }) => mock.clock.advance("30s"),
        },
      },
    };
  },
  continueSignIn: async ({ world, people, caller, as }) => {
    const { tom } = people;
    const { authenticator } = await withPasskey(world, await sessionByApp(world, tom), { synced: false, counter: 7 });
    const pendingToken = as("pendingMfa");
    const challenge = await world.ask("createMfaChallenge", { kind: "passkey" }, { as: pendingToken });
    const { publicKey } = challenge.kind === "passkey" ? challenge : expect.fail(challenge.kind);
    const credential = await authenticator.get(publicKey, { counter: 3 });
    await refusedFactors(world, tom, 8);
    const wrong = { step: "mfa", proof: { kind: "totp", code: wrongCode(world, tom) } } as const;
    const social = await world.ask("exchangeOAuthTicket", { ticket: await ticketFor(world, tom.email), codeVerifier }, { as: null });
    const socialToken = social.status === "mfa_required" ? social.pendingToken : expect.fail(social.status);
    // Whoever waits for another step waits for it still.
    const reached = { pendingMfa: "mfa_required", pendingEnrollment: "mfa_enrollment_required" }[caller.name as string] ?? "complete";
    return {
      params: { step: "email_verification", code: world.mail(people.una.email, "email_verification").code },
      effect: async ({ status }) => {
        expect(status).toBe(reached);
        expect((await world.ask("getUser", { userId: people.una.id })).emailVerifiedAt !== null).toBe(reached === "complete");
      },
      otherWays: {
        "with a wrong code": { params: { step: "email_verification", code: "000000" }, outcome: "401 otp_invalid" },
        "with a wrong code of the app": { params: wrong, as: pendingToken, outcome: "401 mfa_code_invalid" },
        "with a wrong code of the app once too often": {
          params: wrong,
          as: pendingToken,
          outcome: "401 mfa_code_invalid",
          first: async (fork) => expect(await fork.outcome("continueSignIn", wrong, { as: pendingToken })).toBe("401 mfa_code_invalid"),
        },
        "begun at a provider": {
          params: { step: "mfa", proof: { kind: "recovery_code", code: tom.recoveryCodes[1]! } },
          as: socialToken,
          outcome: "200",
        },
        "with a recovery code": {
          params: { step: "mfa", proof: { kind: "recovery_code", code: tom.recoveryCodes[0]! } },
          as: pendingToken,
          outcome: "200",
        },
        "with a passkey whose counter went backwards": {
          params: { step: "mfa", proof: { kind: "passkey", challengeId: challenge.id, credential } },
          as: pendingToken,
          outcome: "401 counter_rollback",
        },
      },
    };
  },
  signOut: ({ world, caller, as }) => ({
    params: {},
    effect: async () => expect(await world.outcome("getMe", {}, { as: caller.credential })).toBe("401 session_revoked"),
    otherWays: { "as somebody else": { params: {}, as: as("acting"), outcome: "204" } },
  }),
  refreshSession: async ({ world, people }) => {
    await world.ask("refreshSession", { refreshToken: people.sue.refreshToken! }, { as: null });
    await world.mock.clock.advance("11s");
    return {
      params: { refreshToken: people.mia.refreshToken! },
      effect: async ({ accessToken }) => expect((await world.ask("getMe", {}, { as: accessToken })).id).toBe(people.mia.id),
      otherWays: { "with a token that was used": { params: { refreshToken: people.sue.refreshToken! }, outcome: "401 refresh_token_reused" } },
    };
  },
  getCurrentSession: ({ self }) => ({ params: {}, effect: ({ id }) => expect(id).toBe(self.sessionId) }),
  switchOrganization: ({ world, acme, caller }) => ({
    params: { organizationId: acme },
    effect: async () => expect((await world.ask("getCurrentSession", {}, { as: caller.credential })).organizationId).toBe(acme),
  }),
  stepUp: async ({ world, self, people, as }) => {
    await world.mock.clock.advance("1s");
    await world.ask("updateUser", { userId: people.rex.id, emailVerified: false });
    await world.ask("sendOtp", { email: people.rex.email }, { as: null });
    await repeated(9, () => world.outcome("stepUp", { method: "password", password: "wrong password" }, { as: people.sue.accessToken }));
    const { tom } = people;
    const session = await sessionByApp(world, tom);
    const { authenticator } = await withPasskey(world, session, { synced: false, counter: 7 });
    const challenge = await world.ask("createMfaChallenge", { kind: "passkey" }, { as: session });
    const { publicKey } = challenge.kind === "passkey" ? challenge : expect.fail(challenge.kind);
    const credential = await authenticator.get(publicKey, { counter: 3 });
    return {
      params: { method: "password", password: self.password },
      effect: ({ authenticatedAt }) => expect(Date.parse(authenticatedAt)).toBe(world.mock.clock.now()),
      otherWays: {
        "with a wrong code of the app": { params: { method: "totp", code: wrongCode(world, tom) }, as: session, outcome: "401 mfa_code_invalid" },
        "with a recovery code": { params: { method: "recovery_code", code: tom.recoveryCodes[0]! }, as: session, outcome: "200" },
        "with a passkey whose counter went backwards": {
          params: { method: "passkey", challengeId: challenge.id, credential },
          as: session,
          outcome: "401 counter_rollback",
        },
        "with a code to an address that it verifies": {
          params: { method: "otp", code: world.mail(people.rex.email, "otp").code },
          as: people.rex.accessToken,
          outcome: "200",
        },
        "with a wrong password": { params: { method: "password", password: "wrong password" }, as: as("member"), outcome: "401 invalid_credentials" },
        "with a wrong password once too often": {
          params: { method: "password", password: "wrong password" },
          as: people.sue.accessToken,
          outcome: "401 invalid_credentials",
        },
      },
    };
  },
  discoverAuthMethods: ({ people }) => ({
    params: { email: people.mia.email },
    effect: ({ methods }) => expect(methods).toEqual(["passkey", "oauth", "password", "magic_link", "otp"]),
  }),
  verifyEmail: async ({ world, people }) => {
    const { una, sue } = people;
    await unproved(world, sue, people.root);
    await world.ask("resendVerification", { email: sue.email }, { as: null });
    return {
      params: { token: world.mail(una.email, "email_verification").token },
      effect: async () => expect((await world.ask("getUser", { userId: una.id })).emailVerifiedAt).not.toBeNull(),
      otherWays: {
        "of an account that somebody else may have made": { params: { token: world.mail(sue.email, "email_verification").token }, outcome: "200" },
      },
    };
  },
  resendVerification: (stage) => sends(stage, stage.people.una.email, "email_verification", { email: stage.people.una.email }),
  requestPasswordReset: (stage) => sends(stage, stage.people.mia.email, "password_reset", { email: stage.people.mia.email }),
  resetPassword: async ({ world, people }) => {
    const { mia, nina, sue } = people;
    await unproved(world, sue, people.root);
    await repeated(10, () => world.outcome("signIn", { email: nina.email, password: "wrong password" }, { as: null }));
    await world.ask("impersonateUser", { userId: mia.id, reason: "support" }, { as: people.root.accessToken });
    for (const { email } of [mia, nina, sue]) await world.ask("requestPasswordReset", { email }, { as: null });
    const tokenOf = ({ email }: { readonly email: string }): string => world.mail(email, "password_reset").token;
    return {
      params: { token: tokenOf(mia), password: newPassword },
      effect: async () => {
        expect(await world.outcome("getMe", {}, { as: mia.accessToken })).toBe("401 session_revoked");
        expect(await world.outcome("signIn", { email: mia.email, password: newPassword }, { as: null })).toBe("200");
      },
      otherWays: {
        "of an account that is locked": { params: { token: tokenOf(nina), password: newPassword }, outcome: "200" },
        "of an address that is not verified": { params: { token: tokenOf(sue), password: newPassword }, outcome: "200" },
      },
    };
  },
  changePassword: async ({ world, self, people }) => {
    const wrong = { currentPassword: "wrong password", newPassword };
    await repeated(9, () => world.outcome("changePassword", wrong, { as: people.sue.accessToken }));
    return {
      params: { currentPassword: self.password, newPassword, revokeOtherSessions: true },
      effect: async () => expect(await world.outcome("signIn", { email: self.email, password: newPassword }, { as: null })).toBe("200"),
      otherWays: { "with a wrong password once too often": { params: wrong, as: people.sue.accessToken, outcome: "401 invalid_credentials" } },
    };
  },
  sendMagicLink: (stage) => sends(stage, stage.people.mia.email, "magic_link", { email: stage.people.mia.email }),
  verifyMagicLink: async ({ world, people }) => {
    const { nina, sue } = people;
    await unproved(world, sue, people.root);
    for (const { email } of [nina, sue]) await world.ask("sendMagicLink", { email }, { as: null });
    return {
      params: { token: world.mail(nina.email, "magic_link").token },
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).id).toBe(nina.id);
      },
      otherWays: {
        "with a token that nobody was sent": { params: { token: "not-a-token-that-anybody-was-sent" }, outcome: "400 token_invalid" },
        "of an address that is not verified": { params: { token: world.mail(sue.email, "magic_link").token }, outcome: "200" },
      },
    };
  },
  sendOtp: (stage) => sends(stage, stage.people.mia.email, "otp", { email: stage.people.mia.email }),
  verifyOtp: async ({ world, people }) => {
    const { nina, sue } = people;
    await unproved(world, sue, people.root);
    for (const { email } of [nina, sue]) await world.ask("sendOtp", { email }, { as: null });
    const codeFor = ({ email }: { readonly email: string }): { email: string; code: string } => ({ email, code: world.mail(email, "otp").code });
    return {
      params: codeFor(nina),
      effect: async (answer) => {
        const token = answer.status === "complete" ? answer.session.accessToken : expect.fail(answer.status);
        expect((await world.ask("getMe", {}, { as: token })).id).toBe(nina.id);
      },
      otherWays: {
        "with a wrong code": { params: { ...codeFor(nina), code: codeFor(nina).code === "000000" ? "111111" : "000000" }, outcome: "401 otp_invalid" },
        "of an address that is not verified": { params: codeFor(sue), outcome: "200" },
      },
    };
  },
  stopImpersonation: ({ world, caller }) => ({
    params: {},
    effect: async () => expect(await world.outcome("getMe", {}, { as: caller.credential })).toBe("401 session_revoked"),
  }),
} satisfies Samples;

/** A call that sends a mail. */
function sends<Params>({ world }: Stage, email: string, kind: string, params: Params): { params: Params; effect: () => void } {
  const before = world.mock.mailbox.latest({ to: email, kind })?.id;
  return { params, effect: () => expect(world.mail(email, kind).id).not.toBe(before) };
}

/** Fails so many times that once more is too often. */
async function repeated(times: number, attempt: () => Promise<string>): Promise<void> {
  for (let count = 0; count < times; count += 1) await attempt();
}
