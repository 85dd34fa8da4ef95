import type { WebAuthnAuthentication } from "@plinto/spec";
import { begin, codeVerifier, linked, ticketAt, ticketFor } from "../../matrix/samples/at-google.ts";
import { beginSignIn, freshSession, withPasskey, wrongCode } from "../../matrix/samples/factors.ts";
import { repeated, type Provocations } from "./provocation.ts";

/** Codes about second factors, passkeys, accounts at providers, and what organizations ask of sessions. */
export const factors: Provocations = {
  mfa_code_invalid: ({ world, secondFactor: { pendingToken }, users: { tom } }) =>
    world.outcome("continueSignIn", { step: "mfa", proof: { kind: "totp", code: wrongCode(world, tom) } }, { as: pendingToken }),
  mfa_code_replayed: async ({ world, secondFactor: { pendingToken, code }, users: { tom } }) => {
    const proof = { kind: "totp", code } as const;
    await world.ask("continueSignIn", { step: "mfa", proof }, { as: pendingToken });
    return world.outcome("continueSignIn", { step: "mfa", proof }, { as: await beginSignIn(world, tom) });
  },
  factor_exists: ({ world, tom }) => world.outcome("enrollTotp", {}, { as: tom.accessToken }),
  factor_not_found: ({ world, people }) => world.outcome("createMfaChallenge", { kind: "totp" }, { as: people.ada.accessToken }),
  challenge_expired: async ({ world, secondFactor: { pendingToken, challengeId, code } }) => {
    await world.mock.clock.advance("6m");
    return world.outcome("verifyMfaChallenge", { challengeId, kind: "totp", code }, { as: pendingToken });
  },
  webauthn_verification_failed: ({ world, assertion: { challengeId, credential } }) =>
    world.outcome("passkeyAuthenticationVerify", { challengeId, credential: forged(credential) }, { as: null }),
  counter_rollback: async ({ world, people }) => {
    const { authenticator } = await withPasskey(world, people.ada.accessToken, { synced: false, counter: 7 });
    const { challengeId, publicKey } = await world.ask("passkeyAuthenticationOptions", {}, { as: null });
    return world.outcome("passkeyAuthenticationVerify", { challengeId, credential: await authenticator.get(publicKey, { counter: 3 }) }, { as: null });
  },
  credential_exists: async ({ world, people, newPasskey }) => {
    await world.ask("passkeyRegistrationVerify", newPasskey, { as: people.ada.accessToken });
    const { challengeId, publicKey } = await world.ask("passkeyRegistrationOptions", {}, { as: people.ada.accessToken });
    // Without the list of what she has, an authenticator would make the same again.
    const authenticator = world.mock.passkeys.authenticator();
    const other = await authenticator.create({ ...publicKey, excludeCredentials: [] });
    await world.ask("passkeyRegistrationVerify", { challengeId, credential: other }, { as: people.ada.accessToken });
    const again = await world.ask("passkeyRegistrationOptions", {}, { as: people.bob.accessToken });
    const stolen = { ...other, response: { ...other.response, clientDataJSON: withChallenge(other.response.clientDataJSON, again.publicKey.challenge) } };
    return world.outcome("passkeyRegistrationVerify", { challengeId: again.challengeId, credential: stolen }, { as: people.bob.accessToken });
  },
  last_credential: async ({ world, tom }) => {
    await world.ask("updateEnvironment", { authMethods: { password: false, magicLink: false, otp: false }, oauthProviders: { google: { enabled: false } } });
    return world.outcome("deletePasskey", { passkeyId: tom.passkeyId }, { as: tom.accessToken });
  },
  mfa_required_by_org: async ({ world, acme, people }) => {
    await world.ask("setAuthPolicy", { orgId: acme, mfa: "required" });
    return world.outcome("getOrganization", { orgId: acme }, { as: people.ada.accessToken });
  },
  auth_method_not_allowed: async ({ world, acme, people }) => {
    await world.ask("setAuthPolicy", { orgId: acme, allowedMethods: ["passkey"] });
    return world.outcome("getOrganization", { orgId: acme }, { as: people.ada.accessToken });
  },
  ip_not_allowed: async ({ world, acme, people }) => {
    await world.ask("setAuthPolicy", { orgId: acme, ipRanges: ["203.0.113.0/24"] });
    return world.outcome("getOrganization", { orgId: acme }, { as: people.ada.accessToken });
  },
  would_lock_out_actor: ({ world, acme, people }) => world.outcome("setAuthPolicy", { orgId: acme, mfa: "required" }, { as: people.ada.accessToken }),
  provider_unknown: ({ world }) => world.outcome("startOAuth", { ...begin, provider: "myspace" }, { as: null }),
  state_mismatch: ({ world, callback }) => repeated(2, () => world.outcome("completeOAuth", { provider: "google", ...callback }, { as: null })),
  pkce_failed: ({ world, ticket }) => world.outcome("exchangeOAuthTicket", { ticket, codeVerifier: codeVerifier.replaceAll("-", "_") }, { as: null }),
  code_invalid: ({ world, ticket }) => repeated(2, () => world.outcome("exchangeOAuthTicket", { ticket, codeVerifier }, { as: null })),
  account_link_required: async ({ world, users: { nina } }) =>
    world.outcome("exchangeOAuthTicket", { ticket: await ticketFor(world, nina.email, false), codeVerifier }, { as: null }),
  identity_in_use: async ({ world, users: { nina }, people }) => {
    await linked(world, await freshSession(world, nina), "shared@elsewhere.test");
    const { url } = await world.ask("linkIdentity", begin, { as: people.ada.accessToken });
    const ticket = await ticketAt(world, url, "shared@elsewhere.test");
    return world.outcome("confirmIdentityLink", { ticket, codeVerifier }, { as: people.ada.accessToken });
  },
};

function forged(credential: WebAuthnAuthentication): WebAuthnAuthentication {
  const { signature } = credential.response;
  return { ...credential, response: { ...credential.response, signature: `${signature.slice(0, -4)}${signature.endsWith("AAAA") ? "BBBB" : "AAAA"}` } };
}

/** What a browser says it signed, about another challenge. */
function withChallenge(clientDataJSON: string, challenge: string): string {
  const data = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString()) as object;
  return Buffer.from(JSON.stringify({ ...data, challenge })).toString("base64url");
}
