import { describe, expect, test } from "vitest";
import { createMock } from "../../../src/index.ts";
import { api, asEnvironment, orgId, signedIn } from "../../api.ts";
import { mfaSeed, requireMfa, setUpApp, signedInWithMfa } from "../../mfa-calls.ts";

describe("an organization that requires a second factor", () => {
  test("refuses the next call of a member who is online without one, by path, header and token, and tells what is missing", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    const outside = await signedIn(mock, "bob");
    const acme = orgId(mock, "acme");
    expect((await bob.get(`/v1/organizations/${acme}`)).status).toBe(200);
    await requireMfa(mock, "acme", "ada");
    const byPath = await bob.get(`/v1/organizations/${acme}`);
    expect([byPath.status, byPath.body.code, byPath.body.title]).toEqual([403, "mfa_required_by_org", "The organization requires a second factor"]);
    expect(byPath.body.mfa).toEqual({ organizationId: acme, methods: [], enrollable: ["totp", "passkey"] });
    const byHeader = await outside.get("/v1/users?pageSize=1", { "plinto-organization": acme });
    expect(byHeader.body.code).toBe("mfa_required_by_org");
    expect((await bob.get("/v1/users?pageSize=1")).body.code).toBe("mfa_required_by_org");
    expect((await outside.post("/v1/auth/switch-organization", { organizationId: acme })).body.code).toBe("mfa_required_by_org");
    // Another organization does not mind.
    expect((await outside.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
  });

  test("lets everything go on that stands in no organization, and so leads to the setup", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    await requireMfa(mock, "acme", "ada");
    for (const path of ["/v1/users/me", "/v1/auth/session", "/v1/sessions", "/v1/mfa/factors", "/v1/organizations"])
      expect((await bob.get(path)).status).toBe(200);
    expect((await setUpApp(mock, bob, "bob")).status).toBe(200);
    expect((await bob.get(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(200);
  });

  test("lets a session in that steps up with a second factor", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const early = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    await setUpApp(mock, await signedIn(mock, "bob"), "bob");
    await requireMfa(mock, "acme", "ada");
    const acme = orgId(mock, "acme");
    const refused = await early.get(`/v1/organizations/${acme}`);
    expect(refused.body.mfa).toEqual({ organizationId: acme, methods: ["totp", "recovery_code"], enrollable: ["totp", "passkey"] });
    // The password alone is no second factor.
    await early.post("/v1/auth/step-up", { method: "password", password: "plinto-demo" });
    expect((await early.get(`/v1/organizations/${acme}`)).body.code).toBe("mfa_required_by_org");
    const { body } = await early.post("/v1/auth/step-up", { method: "totp", code: mock.totp("bob") });
    expect((await api(mock, { as: body.accessToken }).get(`/v1/organizations/${acme}`)).status).toBe(200);
    // It is the session that has proved it, so its other tokens count too.
    expect((await early.get(`/v1/organizations/${acme}`)).status).toBe(200);
  });

  test("asks no key for it", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    const ada = await requireMfa(mock, "acme", "ada");
    const acme = orgId(mock, "acme");
    const { body } = await ada.post(`/v1/organizations/${acme}/api-keys`, { name: "Reports", scopes: ["org:read"] });
    expect((await api(mock, { as: body.secret }).get(`/v1/organizations/${acme}`)).status).toBe(200);
    expect((await asEnvironment(mock).get(`/v1/organizations/${acme}`)).status).toBe(200);
  });

  test("refreshes for no session without one, and goes on refreshing it for itself", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const { email, password } = mock.seed.users.bob;
    const first = await api(mock).post("/v1/auth/sign-in", { email, password });
    const refused = await api(mock).post("/v1/auth/refresh", { refreshToken: first.body.session.refreshToken, organizationId: orgId(mock, "acme") });
    expect([refused.status, refused.body.code]).toEqual([403, "mfa_required_by_org"]);
    expect((await api(mock).post("/v1/auth/refresh", { refreshToken: first.body.session.refreshToken })).status).toBe(200);
  });

  test("lets in who signed in with two factors", async () => {
    const mock = createMock({ seed: mfaSeed, clock: "virtual" });
    await requireMfa(mock, "acme", "ada");
    const mary = await signedInWithMfa(mock, "mary");
    expect((await mary.get(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(200);
    expect((await mary.post("/v1/auth/switch-organization", { organizationId: orgId(mock, "acme") })).status).toBe(200);
  });
});

test("catalogue 18: a session that ends is refused at the next call and told as inactive, second factor or not", async () => {
  const mock = createMock({ seed: mfaSeed, clock: "virtual" });
  await mock.ready();
  const mary = await signedInWithMfa(mock, "mary");
  const token = (await mary.post("/v1/auth/step-up", { method: "recovery_code", code: mock.seed.users.mary.recoveryCodes[0] })).body.accessToken as string;
  expect((await asEnvironment(mock).post("/v1/sessions/introspect", { token })).body.active).toBe(true);
  expect((await mary.post("/v1/auth/sign-out")).status).toBe(204);
  expect((await asEnvironment(mock).post("/v1/sessions/introspect", { token })).body).toMatchObject({ active: false, reason: "revoked" });
  expect((await api(mock, { as: token }).get("/v1/mfa/factors")).body.code).toBe("session_revoked");
});
