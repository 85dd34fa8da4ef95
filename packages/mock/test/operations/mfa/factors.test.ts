import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { accessTokenOf, api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../../api.ts";
import { mfaSeed, passwordOf, pendingSignIn, requireMfa, setUpApp, signedInWithMfa } from "../../mfa-calls.ts";

describe("listMfaFactors and getMfaFactor", () => {
  test("show the app and the passkeys of the caller, the oldest first, and how many codes are left", async () => {
    const seed = defineSeed({ users: { mary: { email: "mary@acme.test", mfa: true, passkey: true }, bob: { email: "bob@acme.test" } } });
    const mock = createMock({ seed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const { body } = await mary.get("/v1/mfa/factors");
    expect(body.data.map(({ kind, status }: { kind: string; status: string }) => [kind, status])).toEqual([
      ["totp", "active"],
      ["passkey", "active"],
    ]);
    expect(body.data[1]).toMatchObject({ id: mock.seed.users.mary.passkeyId, name: "Passkey of the seed" });
    expect(body.recoveryCodes).toEqual({ userId: userId(mock, "mary"), remaining: 10, generatedAt: "2030-01-01T00:00:00.000Z" });
    expect(JSON.stringify(body)).not.toContain(mock.seed.users.mary.totpSecret);
    for (const factor of body.data) expect((await mary.get(`/v1/mfa/factors/${factor.id}`)).body).toEqual(factor);
    const bob = await signedIn(mock, "bob");
    expect((await bob.get("/v1/mfa/factors")).body).toEqual({ data: [], recoveryCodes: null });
    for (const factor of body.data) expect((await bob.get(`/v1/mfa/factors/${factor.id}`)).body.code).toBe("not_found");
  });
});

describe("deleteMfaFactor", () => {
  test("takes the app away with the codes, tells the person and asks nobody any more", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const [factor] = (await mary.get("/v1/mfa/factors")).body.data;
    const before = mock.events.length;
    expect((await mary.delete(`/v1/mfa/factors/${factor.id}`)).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["mfa.factor_removed", "email.queued", "email.sent", "email.delivered"]);
    expect(mock.events[before]!.data).toMatchObject({ id: factor.id, status: "active" });
    expect(mock.mailbox.latest({ to: "mary@acme.test" })!.kind).toBe("credential_removed");
    expect((await mary.get("/v1/mfa/factors")).body).toEqual({ data: [], recoveryCodes: null });
    expect((await mary.get("/v1/users/me")).body.mfaEnabled).toBe(false);
    expect((await passwordOf(mock, "mary")).body.status).toBe("complete");
    expect((await mary.delete(`/v1/mfa/factors/${factor.id}`)).body.code).toBe("not_found");
  });

  test("leaves the codes while another factor is left, and takes a passkey away as well", async () => {
    const seed = defineSeed({ users: { mary: { email: "mary@acme.test", mfa: true, passkey: true } } });
    const mock = createMock({ seed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const [app, passkey] = (await mary.get("/v1/mfa/factors")).body.data;
    await mary.delete(`/v1/mfa/factors/${app.id}`);
    expect((await mary.get("/v1/mfa/factors")).body).toMatchObject({ data: [{ id: passkey.id }], recoveryCodes: { remaining: 10 } });
    const before = mock.events.length;
    expect((await mary.delete(`/v1/mfa/factors/${passkey.id}`)).status).toBe(204);
    expect(eventTypes(mock, before)[0]).toBe("passkey.removed");
    expect((await mary.get("/v1/mfa/factors")).body).toEqual({ data: [], recoveryCodes: null });
  });

  test("takes back an enrolment without a word", async () => {
    const mock = createMock({ seed: mfaSeed });
    const ada = await signedIn(mock, "ada");
    const { body } = await ada.post("/v1/mfa/totp");
    const before = mock.events.length;
    expect((await ada.delete(`/v1/mfa/factors/${body.factor.id}`)).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual([]);
    expect((await ada.post(`/v1/mfa/totp/${body.factor.id}/activate`, { code: "000000" })).body.code).toBe("not_found");
  });

  test("leaves the last factor of a member where it is required, and says where", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const mary = await signedInWithMfa(mock, "mary");
    const [factor] = (await mary.get("/v1/mfa/factors")).body.data;
    const kept = await mary.delete(`/v1/mfa/factors/${factor.id}`);
    expect([kept.status, kept.body.code]).toEqual([403, "mfa_required_by_org"]);
    expect(kept.body.mfa).toEqual({ organizationId: orgId(mock, "acme"), methods: ["totp", "recovery_code"], enrollable: ["totp", "passkey"] });
    // Whoever leaves the organization may.
    await asEnvironment(mock).delete(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "mary")}`);
    expect((await mary.delete(`/v1/mfa/factors/${factor.id}`)).status).toBe(204);
  });

  test("is refused with an older version of the factor", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const [factor] = (await mary.get("/v1/mfa/factors")).body.data;
    const answer = await mary.delete(`/v1/mfa/factors/${factor.id}`, { "if-match": '"7"' });
    expect([answer.status, answer.body.code]).toEqual([412, "precondition_failed"]);
  });
});

describe("resetUserMfa", () => {
  test("takes every factor and code of a user away, ends her sessions and tells her", async () => {
    const seed = defineSeed({ users: { mary: { email: "mary@acme.test", mfa: true, passkey: true } } });
    const mock = createMock({ seed, clock: "virtual" });
    await mock.ready();
    const mary = await signedInWithMfa(mock, "mary");
    const waiting = await pendingSignIn(mock, "mary");
    const before = mock.events.length;
    const answer = await asEnvironment(mock).post(`/v1/users/${userId(mock, "mary")}/mfa/reset`);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: userId(mock, "mary"), mfaEnabled: false });
    expect(eventTypes(mock, before).filter((type) => !type.startsWith("email."))).toEqual(["mfa.factor_removed", "passkey.removed", "session.revoked"]);
    expect(mock.mailbox.messages.filter(({ kind }) => kind === "credential_removed")).toHaveLength(2);
    expect((await mary.get("/v1/users/me")).body.code).toBe("session_revoked");
    expect((await waiting.post("/v1/auth/continue", { step: "mfa", proof: { kind: "totp", code: "000000" } })).body.code).toBe("pending_token_invalid");
    expect((await passwordOf(mock, "mary")).body.status).toBe("complete");
    const again = mock.events.length;
    expect((await asEnvironment(mock).post(`/v1/users/${userId(mock, "mary")}/mfa/reset`)).status).toBe(200);
    expect(eventTypes(mock, again)).toEqual([]);
  });

  test("is for whoever rules the account: nobody resets a person of others", async () => {
    const seed = defineSeed({
      ...mfaSeed,
      users: { ...mfaSeed.users, mia: { email: "mia@acme.test", mfa: true, managedBy: "acme" }, root: { email: "root@plinto.test", superAdmin: true } },
      organizations: { ...mfaSeed.organizations, acme: { owner: "ada", members: { mary: "member", mia: "member", bob: "member" } } },
    });
    const mock = createMock({ seed, clock: "virtual" });
    const ada = await signedIn(mock, "ada", { organization: orgId(mock, "acme") });
    const shared = await ada.post(`/v1/users/${userId(mock, "mary")}/mfa/reset`);
    expect([shared.status, shared.body.code]).toEqual([403, "permission_denied"]);
    const own = await ada.post(`/v1/users/${userId(mock, "mia")}/mfa/reset`);
    expect([own.status, own.body.mfaEnabled]).toEqual([200, false]);
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    expect((await bob.post(`/v1/users/${userId(mock, "mary")}/mfa/reset`)).status).toBe(403);
    const root = await signedIn(mock, "root");
    expect((await root.post(`/v1/users/${userId(mock, "mary")}/mfa/reset`)).status).toBe(200);
    expect((await root.post(`/v1/users/usr_00000000000000000000000000/mfa/reset`)).body.code).toBe("not_found");
  });

  test("leaves somebody a way in: a passkey that is the only one stays", async () => {
    const seed = defineSeed({ users: { mary: { email: "mary@acme.test", passkey: true } } });
    const mock = createMock({ seed });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { authMethods: { password: false, magicLink: false, otp: false } });
    const answer = await asEnvironment(mock).post(`/v1/users/${userId(mock, "mary")}/mfa/reset`);
    expect([answer.status, answer.body.code]).toEqual([409, "last_credential"]);
  });
});

test("whoever proves an address first takes the account over without the factors that somebody else set up", async () => {
  const seed = defineSeed({ users: { eve: { email: "victim@acme.test", emailVerified: false } } });
  const mock = createMock({ seed, clock: "virtual" });
  await mock.ready();
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  await setUpApp(mock, api(mock, { as: await accessTokenOf(mock, "eve") }), "eve");
  await api(mock).post("/v1/auth/magic-link", { email: "victim@acme.test" });
  const { token } = await mock.mailbox.waitFor({ to: "victim@acme.test", kind: "magic_link" });
  const before = mock.events.length;
  const { body } = await api(mock).post("/v1/auth/magic-link/verify", { token });
  expect(body).toMatchObject({ status: "complete", user: { mfaEnabled: false, hasPassword: false, emailVerified: true } });
  expect(eventTypes(mock, before)).toEqual(expect.arrayContaining(["mfa.factor_removed", "auth.password_changed", "session.revoked"]));
  expect((await api(mock, { as: body.session.accessToken }).get("/v1/mfa/factors")).body).toEqual({ data: [], recoveryCodes: null });
});
