import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn, type Api } from "../../api.ts";

const password = "plinto-demo";

describe("signOut", () => {
  test("ends the session of the call and no other", async () => {
    const mock = createMock();
    const here = await begin(mock, "ada");
    const there = await begin(mock, "ada");
    const before = mock.events.length;
    expect((await here.api.post("/v1/auth/sign-out")).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["auth.sign_out", "session.revoked"]);
    expect((await here.api.get("/v1/auth/session")).body.code).toBe("session_revoked");
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken: here.refreshToken })).body.code).toBe("session_revoked");
    expect((await there.api.get("/v1/auth/session")).status).toBe(200);
  });

  test("needs a session", async () => {
    const mock = createMock();
    expect((await api(mock).post("/v1/auth/sign-out")).body.code).toBe("unauthenticated");
    expect((await asEnvironment(mock).post("/v1/auth/sign-out")).body.code).toBe("permission_denied");
  });
});

describe("getCurrentSession", () => {
  test("shows the session of the call until it expires", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600, refreshTokenIdleSeconds: 60 } });
    const { api: ada, id } = await begin(mock, "ada");
    expect((await ada.get("/v1/auth/session")).body).toMatchObject({ id, current: true, status: "active", idleExpiresAt: "2030-01-01T00:01:00.000Z" });
    await mock.clock.advance("60s");
    const expired = await ada.get("/v1/auth/session");
    expect([expired.status, expired.body.code]).toEqual([401, "session_expired"]);
    expect(mock.events.at(-1)).toMatchObject({ type: "session.expired", actor: { type: "system" }, data: { id, status: "expired" } });
  });

  test("refuses an access token that has expired while its session lives", async () => {
    const mock = createMock({ clock: "virtual" });
    const { api: ada } = await begin(mock, "ada");
    await mock.clock.advance("300s");
    expect((await ada.get("/v1/auth/session")).body.code).toBe("access_token_expired");
  });
});

describe("switchOrganization", () => {
  test("moves the session and answers an access token for the place, with the refresh token as it is", async () => {
    const mock = createMock();
    const { api: bob, refreshToken } = await begin(mock, "bob");
    const { acme, globex } = mock.seed.organizations;
    const before = mock.events.length;
    const moved = await bob.post("/v1/auth/switch-organization", { organizationId: globex.id });
    expect(moved.body).toMatchObject({ organizationId: globex.id, organizationRole: "member" });
    expect(moved.body).not.toHaveProperty("refreshToken");
    expect(eventTypes(mock, before)).toEqual(["auth.organization_switched"]);
    expect((await api(mock, { as: moved.body.accessToken }).get("/v1/auth/session")).body.organizationId).toBe(globex.id);
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken })).body.organizationId).toBe(globex.id);
    expect((await bob.post("/v1/auth/switch-organization", { organizationId: acme.id })).body.organizationId).toBe(acme.id);
    expect((await bob.post("/v1/auth/switch-organization", { organizationId: null })).body).toMatchObject({ organizationId: null, organizationRole: null });
  });

  test("refuses places where the caller cannot stand", async () => {
    const mock = createMock();
    const { api: ada } = await begin(mock, "ada");
    const foreign = await ada.post("/v1/auth/switch-organization", { organizationId: mock.seed.organizations.globex.id });
    expect([foreign.status, foreign.body.code]).toEqual([404, "not_found"]);
    const { api: bob } = await begin(mock, "bob");
    await (await signedIn(mock, "ada")).post(`/v1/organizations/${mock.seed.organizations.acme.id}/members/${mock.seed.users.bob.id}/suspend`);
    expect((await bob.post("/v1/auth/switch-organization", { organizationId: mock.seed.organizations.acme.id })).body.code).toBe("member_suspended");
    await asEnvironment(mock).patch("/v1/environment", { requireOrganization: true });
    const nowhere = await ada.post("/v1/auth/switch-organization", { organizationId: null });
    expect([nowhere.status, nowhere.body.code]).toEqual([400, "organization_required"]);
  });
});

describe("stepUp", () => {
  test("gives the session a fresh authentication and a token that tells of it", async () => {
    const mock = createMock({ clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
    const { api: ada, id } = await begin(mock, "ada");
    await mock.clock.advance("30m");
    const before = mock.events.length;
    const fresh = await ada.post("/v1/auth/step-up", { method: "password", password });
    expect(fresh.body).toMatchObject({ id, authenticatedAt: "2030-01-01T00:30:00.000Z", authenticationMethods: ["pwd"] });
    expect(fresh.body).not.toHaveProperty("refreshToken");
    expect(eventTypes(mock, before)).toEqual(["auth.step_up_succeeded"]);
    const claims = JSON.parse(Buffer.from(fresh.body.accessToken.split(".")[1], "base64url").toString()) as { auth_time: number; iat: number };
    expect(claims.auth_time).toBe(Date.parse("2030-01-01T00:30:00Z") / 1000);
    expect(claims.iat).toBe(claims.auth_time);
  });

  test("counts wrong passwords and locks", async () => {
    const mock = createMock();
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { maxFailedSignIns: 2 } });
    const { api: ada } = await begin(mock, "ada");
    const attempt = async (given: string) => (await ada.post("/v1/auth/step-up", { method: "password", password: given })).body.code;
    expect([await attempt("wrong-one"), await attempt("wrong-one"), await attempt(password)]).toEqual([
      "invalid_credentials",
      "invalid_credentials",
      "account_locked",
    ]);
    expect(eventTypes(mock)).toContain("user.locked");
  });
});

// Only a password was accepted: an account without one could never do what demands a recent authentication.
describe("stepUp without a password", () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" } },
    organizations: { acme: { owner: "ada" } },
  });
  const stale = async (): Promise<{ mock: Mock; pat: Api; id: string }> => {
    const mock = createMock({ seed, clock: "virtual" });
    await mock.ready();
    await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 }, signUp: { requireEmailVerification: false } });
    const { session } = (await api(mock).post("/v1/auth/sign-up", { email: "new@acme.test" })).body;
    await mock.clock.advance("30m");
    return { mock, pat: api(mock, { as: session.accessToken }), id: session.id };
  };
  const codeTo = async (mock: Mock, email: string): Promise<string> => {
    await api(mock).post("/v1/auth/otp", { email });
    return mock.mailbox.latest({ to: email, kind: "otp" })!.code!;
  };

  test("takes the code of an e-mail, once, and what was refused is done", async () => {
    const { mock, pat, id } = await stale();
    const refused = await pat.post("/v1/users/me/email", { email: "pat@new.test" });
    expect([refused.status, refused.body.code, refused.body.challenge]).toEqual([
      403,
      "step_up_required",
      { maxAgeSeconds: 600, methods: ["magic_link", "otp"], sessionId: id },
    ]);
    const code = await codeTo(mock, "new@acme.test");
    const before = mock.events.length;
    const fresh = await pat.post("/v1/auth/step-up", { method: "otp", code });
    expect(fresh.body).toMatchObject({ id, authenticatedAt: "2030-01-01T00:30:00.000Z", authenticationMethods: expect.arrayContaining(["otp"]) });
    expect(eventTypes(mock, before)).toEqual(["auth.email_verified", "user.updated", "auth.step_up_succeeded"]);
    expect(mock.events.at(-1)).toMatchObject({ data: { method: "otp", sessionId: id } });
    expect((await api(mock, { as: fresh.body.accessToken }).post("/v1/users/me/email", { email: "pat@new.test" })).status).toBe(202);
    expect(await pat.post("/v1/auth/step-up", { method: "otp", code })).toMatchObject({ status: 401, body: { code: "otp_invalid" } });
  });

  test("takes the link of an e-mail, once", async () => {
    const { mock, pat, id } = await stale();
    await api(mock).post("/v1/auth/magic-link", { email: "new@acme.test" });
    const { token } = mock.mailbox.latest({ to: "new@acme.test", kind: "magic_link" })!;
    expect((await pat.post("/v1/auth/step-up", { method: "magic_link", token })).body).toMatchObject({
      id,
      authenticatedAt: "2030-01-01T00:30:00.000Z",
      authenticationMethods: expect.arrayContaining(["email"]),
    });
    expect(await pat.post("/v1/auth/step-up", { method: "magic_link", token })).toMatchObject({ status: 410, body: { code: "token_used" } });
  });

  test("takes nothing that was sent to somebody else, and no more than five codes that are wrong", async () => {
    const { mock, pat } = await stale();
    const code = await codeTo(mock, "ada@acme.test");
    await api(mock).post("/v1/auth/magic-link", { email: "ada@acme.test" });
    const { token } = mock.mailbox.latest({ to: "ada@acme.test", kind: "magic_link" })!;
    expect(await pat.post("/v1/auth/step-up", { method: "otp", code })).toMatchObject({ status: 401, body: { code: "otp_invalid" } });
    expect(await pat.post("/v1/auth/step-up", { method: "magic_link", token })).toMatchObject({ status: 400, body: { code: "token_invalid" } });
    const own = await codeTo(mock, "new@acme.test");
    const wrong = own === "000000" ? "111111" : "000000";
    for (let count = 0; count < 5; count++) expect((await pat.post("/v1/auth/step-up", { method: "otp", code: wrong })).body.code).toBe("otp_invalid");
    expect(await pat.post("/v1/auth/step-up", { method: "otp", code: own })).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
    await mock.clock.advance("10m");
    expect(await pat.post("/v1/auth/step-up", { method: "otp", code: own })).toMatchObject({ status: 410, body: { code: "otp_expired" } });
    expect(await pat.post("/v1/auth/step-up", { method: "password", password })).toMatchObject({ status: 401, body: { code: "invalid_credentials" } });
  });

  test("takes and offers only what the environment has on", async () => {
    const { mock, pat } = await stale();
    const code = await codeTo(mock, "new@acme.test");
    const on = async (authMethods: object) => {
      await asEnvironment(mock).patch("/v1/environment", { authMethods });
      return (await pat.post("/v1/users/me/email", { email: "pat@new.test" })).body.challenge.methods;
    };
    expect(await on({ otp: false })).toEqual(["magic_link"]);
    expect(await pat.post("/v1/auth/step-up", { method: "otp", code })).toMatchObject({ status: 403, body: { code: "auth_method_disabled" } });
    expect(await on({ otp: true, magicLink: false, password: false })).toEqual(["otp"]);
    expect((await pat.post("/v1/auth/step-up", { method: "magic_link", token: "ml_x" })).body.code).toBe("auth_method_disabled");
    expect((await pat.post("/v1/auth/step-up", { method: "password", password })).body.code).toBe("auth_method_disabled");
  });
});

describe("stopImpersonation", () => {
  test("ends the impersonation and says how long it was and why", async () => {
    const mock = createMock({ clock: "virtual" });
    const root = await begin(mock, "root");
    const begun = await root.api.post(`/v1/users/${mock.seed.users.bob.id}/impersonate`, { reason: "Support case 7" });
    expect(begun.status).toBe(201);
    expect(begun.body).not.toHaveProperty("refreshToken");
    const asBob = api(mock, { as: begun.body.accessToken });
    expect((await asBob.get("/v1/users/me")).body.id).toBe(mock.seed.users.bob.id);
    expect((await asBob.post("/v1/auth/step-up", { method: "password", password })).body.code).toBe("permission_denied");
    expect((await asEnvironment(mock).get(`/v1/sessions/${begun.body.id}/family`)).status).toBe(404);
    await mock.clock.advance("1m");
    const before = mock.events.length;
    expect((await asBob.post("/v1/auth/impersonation/stop")).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["session.revoked", "user.impersonation_ended"]);
    expect(mock.events[before + 1]).toMatchObject({
      actor: { id: mock.seed.users.bob.id, impersonatorId: mock.seed.users.root.id },
      data: { reason: "Support case 7", startedAt: "2030-01-01T00:00:00.000Z", endedAt: "2030-01-01T00:01:00.000Z", expiresInSeconds: 840 },
    });
    expect((await asBob.get("/v1/users/me")).body.code).toBe("session_revoked");
    const own = await root.api.post("/v1/auth/impersonation/stop");
    expect([own.status, own.body.code]).toEqual([409, "not_impersonating"]);
  });

  test("happens by itself after a quarter of an hour", async () => {
    const mock = createMock({ clock: "virtual" });
    const root = await begin(mock, "root");
    const begun = await root.api.post(`/v1/users/${mock.seed.users.bob.id}/impersonate`, { reason: "Support case 7" });
    expect(begun.body).toMatchObject({ expiresInSeconds: 900, expiresAt: "2030-01-01T00:15:00.000Z" });
    await mock.clock.advance("15m");
    expect(eventTypes(mock).slice(-2)).toEqual(["session.expired", "user.impersonation_ended"]);
    expect((await api(mock, { as: begun.body.accessToken }).get("/v1/users/me")).body.code).toBe("access_token_expired");
  });
});

interface Begun {
  readonly id: string;
  readonly refreshToken: string;
  readonly api: Api;
}

async function begin(mock: Mock, person: string): Promise<Begun> {
  await mock.ready();
  const { email } = (mock.seed.users as Record<string, { email: string }>)[person]!;
  const { session } = (await api(mock).post("/v1/auth/sign-in", { email, password })).body;
  return { id: session.id, refreshToken: session.refreshToken, api: api(mock, { as: session.accessToken }) };
}

// The end of a token was rounded down to whole seconds: issued half a second late, it lived half a second short.
test.each([0, 1, 500, 999])("an access token issued %i ms after a full second lives as long as it says", async (late) => {
  const mock = createMock({ clock: "virtual" });
  await mock.clock.advance(late);
  const issued = (await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" })).body.session;
  const ada = api(mock, { as: issued.accessToken });
  const { exp } = JSON.parse(Buffer.from((issued.accessToken as string).split(".")[1]!, "base64url").toString()) as { exp: number };
  expect(new Date(exp * 1000).toISOString()).toBe(issued.accessTokenExpiresAt);
  await mock.clock.advance(issued.expiresInSeconds * 1000 - 1);
  expect((await ada.get("/v1/users/me")).status).toBe(200);
  await mock.clock.advance(1001);
  expect((await ada.get("/v1/users/me")).body.code).toBe("access_token_expired");
});
