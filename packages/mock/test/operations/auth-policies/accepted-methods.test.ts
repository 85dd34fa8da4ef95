import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { accessTokenOf, api, asEnvironment, eventTypes, orgId, signedIn } from "../../api.ts";
import { password, seed, acmePath, atAcme, problemOf, setPolicy } from "./acme-policy.ts";

describe("the methods that an organization accepts", () => {
  test("close it to sessions that proved another one, at the next call, by path, header and token alike", async () => {
    const mock = createMock({ seed });
    const bob = await atAcme(mock, "bob");
    const other = await signedIn(mock, "bob");
    expect((await bob.get(acmePath(mock))).status).toBe(200);
    const since = mock.events.length;
    await setPolicy(mock, { allowedMethods: ["magic_link", "passkey"] });
    const closed = await bob.get(acmePath(mock));
    expect([...problemOf(closed), closed.body.methods]).toEqual([403, "auth_method_not_allowed", ["magic_link", "passkey"]]);
    expect(problemOf(await bob.get("/v1/invitations"))).toEqual([403, "auth_method_not_allowed"]);
    expect(problemOf(await other.get("/v1/invitations", { "plinto-organization": orgId(mock, "acme") }))).toEqual([403, "auth_method_not_allowed"]);
    expect(problemOf(await other.post("/v1/auth/switch-organization", { organizationId: orgId(mock, "acme") }))).toEqual([403, "auth_method_not_allowed"]);
    // Who was told no leaves a trace in the organization's log.
    expect(mock.events.slice(since).find((event) => event.type === "access.denied")).toMatchObject({
      organizationId: orgId(mock, "acme"),
      data: { operationId: "getOrganization", code: "auth_method_not_allowed" },
    });
    // The person and the other organization are none of its business.
    expect((await bob.get("/v1/users/me")).status).toBe(200);
    expect((await bob.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
    expect((await bob.post("/v1/auth/switch-organization", { organizationId: orgId(mock, "globex") })).status).toBe(200);
  });

  test("refuse a sign-in into it, with every other way in left", async () => {
    const mock = createMock({ seed });
    await setPolicy(mock, { allowedMethods: ["magic_link"] });
    const signIn = { email: "bob@acme.test", password };
    const refused = await api(mock).post("/v1/auth/sign-in", { ...signIn, organizationId: orgId(mock, "acme") });
    expect([...problemOf(refused), refused.body.methods]).toEqual([403, "auth_method_not_allowed", ["magic_link"]]);
    expect(eventTypes(mock)).not.toContain("session.created");
    expect((await api(mock).post("/v1/auth/sign-in", signIn)).body.status).toBe("complete");
    await api(mock).post("/v1/auth/magic-link", { email: signIn.email, organizationId: orgId(mock, "acme") });
    const { token } = mock.mailbox.latest({ to: signIn.email, kind: "magic_link" })!;
    expect((await api(mock).post("/v1/auth/magic-link/verify", { token })).body).toMatchObject({
      status: "complete",
      session: { organizationId: orgId(mock, "acme") },
    });
  });

  test("take a session that steps up in one of them", async () => {
    const mock = createMock({ seed });
    const bob = await atAcme(mock, "bob");
    await setPolicy(mock, { allowedMethods: ["otp"] });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
    await api(mock).post("/v1/auth/otp", { email: "bob@acme.test" });
    const { code } = mock.mailbox.latest({ to: "bob@acme.test", kind: "otp" })!;
    expect((await bob.post("/v1/auth/step-up", { method: "otp", code })).status).toBe(200);
    expect((await bob.get(acmePath(mock))).status).toBe(200);
  });

  test("do not take a code of an app for one by e-mail, at the sign-in or afterwards", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const begun = await signedIn(mock, "bob");
    const { factor } = (await begun.post("/v1/mfa/totp")).body;
    await begun.post(`/v1/mfa/totp/${factor.id}/activate`, { code: mock.totp("bob") });
    const pending = await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password });
    const proof = { kind: "totp", code: mock.totp("bob") };
    const done = await api(mock, { as: pending.body.pendingToken }).post("/v1/auth/continue", { step: "mfa", proof });
    const bob = api(mock, { as: done.body.session.accessToken });
    expect(done.body.session.authenticationMethods).toEqual(["pwd", "otp", "mfa"]);
    await setPolicy(mock, { allowedMethods: ["otp"] });
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
    await mock.clock.advance("30s");
    expect((await bob.post("/v1/auth/step-up", { method: "totp", code: mock.totp("bob") })).status).toBe(200);
    expect(problemOf(await bob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
  });

  test("refuse a refresh for it, which leaves the refresh token as it was", async () => {
    const mock = createMock({ seed });
    const { session } = (await api(mock).post("/v1/auth/sign-in", { email: "bob@acme.test", password })).body;
    await setPolicy(mock, { allowedMethods: ["passkey"] });
    const { refreshToken } = session;
    const refused = await api(mock).post("/v1/auth/refresh", { refreshToken, organizationId: orgId(mock, "acme") });
    expect(problemOf(refused)).toEqual([403, "auth_method_not_allowed"]);
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken })).status).toBe(200);
  });

  test("bind whoever impersonates by what the super admin proved", async () => {
    const mock = createMock({ seed });
    const root = await signedIn(mock, "root");
    const begun = await root.post(`/v1/users/${mock.seed.users.bob.id}/impersonate`, { reason: "a ticket" });
    const asBob = api(mock, { as: begun.body.accessToken });
    expect((await asBob.get(acmePath(mock))).status).toBe(200);
    await setPolicy(mock, { allowedMethods: ["passkey"] });
    expect(problemOf(await asBob.get(acmePath(mock)))).toEqual([403, "auth_method_not_allowed"]);
  });

  test("are told to servers that ask what a token is worth: it opens the organization no more", async () => {
    const mock = createMock({ seed });
    const token = await accessTokenOf(mock, "bob", { organization: orgId(mock, "acme") });
    const opens = async (): Promise<unknown> => {
      const { body } = await asEnvironment(mock).post("/v1/sessions/introspect", { token });
      return [body.active, body.organizationId, body.organizationRole];
    };
    await setPolicy(mock, { ipRanges: ["203.0.113.0/24"] });
    // Where the call of the person comes from is not for the server to tell.
    expect(await opens()).toEqual([true, orgId(mock, "acme"), "member"]);
    await setPolicy(mock, { allowedMethods: ["passkey"] });
    expect(await opens()).toEqual([true, undefined, undefined]);
  });

  test("bind no key", async () => {
    const mock = createMock({ seed });
    await setPolicy(mock, { allowedMethods: ["passkey"], mfa: "required", session: { maxAgeSeconds: 300, idleSeconds: 300 } });
    expect((await api(mock, { as: mock.seed.apiKeys.reader.secret }).get(acmePath(mock))).status).toBe(200);
    expect((await asEnvironment(mock).get(acmePath(mock))).status).toBe(200);
  });

  test("refuse an invited person who signs up in another way before the account is made", async () => {
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    await ada.post("/v1/invitations", { email: "kay@newcomer.test" });
    const { token } = mock.mailbox.latest({ to: "kay@newcomer.test", kind: "invitation" })!;
    await setPolicy(mock, { allowedMethods: ["oauth"] });
    const since = mock.events.length;
    const signUp = { email: "kay@newcomer.test", password: "staple battery horse", invitationToken: token };
    expect(problemOf(await api(mock).post("/v1/auth/sign-up", signUp))).toEqual([403, "auth_method_not_allowed"]);
    expect(mock.events.length).toBe(since);
    await setPolicy(mock, {});
    expect((await api(mock).post("/v1/auth/sign-up", signUp)).body).toMatchObject({ status: "complete", session: { organizationId: orgId(mock, "acme") } });
  });
});
