import { describe, expect, test } from "vitest";
import { createMock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, signedIn } from "../api.ts";

describe("the environment", () => {
  test("is read and changed with its key, part by part", async () => {
    const mock = createMock({ clock: "virtual" });
    const read = await asEnvironment(mock).get("/v1/environment");
    expect(read.body).toMatchObject({
      issuer: mock.baseUrl,
      requireOrganization: false,
      version: 1,
      session: { accessTokenTtlSeconds: 300, maxFailedSignIns: 10 },
    });
    const changed = await asEnvironment(mock).patch(
      "/v1/environment",
      { name: "Acme Production", session: { accessTokenTtlSeconds: 60 }, publicMetadata: { region: "eu" }, redirectUrls: ["https://app.acme.test/welcome"] },
      { "if-match": read.headers.get("etag")! },
    );
    expect(changed.body).toEqual({
      ...read.body,
      name: "Acme Production",
      session: { ...read.body.session, accessTokenTtlSeconds: 60 },
      publicMetadata: { region: "eu" },
      redirectUrls: ["https://app.acme.test/welcome"],
      webauthn: { rpId: "localhost", rpName: "Acme Production", origins: ["http://localhost:*"] },
      version: 2,
    });
    expect((await asEnvironment(mock).get("/v1/environment")).body).toEqual(changed.body);
    expect(mock.events).toMatchObject([
      {
        type: "environment.updated",
        actor: { type: "environment_key" },
        data: { version: 2 },
        changes: { name: { before: "Test", after: "Acme Production" } },
      },
    ]);
    const stale = await asEnvironment(mock).patch("/v1/environment", { name: "Other" }, { "if-match": '"1"' });
    expect([stale.status, stale.body.code]).toEqual([412, "precondition_failed"]);
    expect((await asEnvironment(mock).patch("/v1/environment", { publicMetadata: { region: null, tier: 1 } })).body.publicMetadata).toEqual({ tier: 1 });
  });

  test("says nothing when nothing changes", async () => {
    const mock = createMock();
    expect((await asEnvironment(mock).patch("/v1/environment", { name: "Test" })).body.version).toBe(1);
    expect(eventTypes(mock)).toEqual([]);
  });

  test.each([
    [
      {
        authMethods: { password: false, magicLink: false, otp: false, passkey: false },
        oauthProviders: { google: { enabled: false }, github: { enabled: false }, microsoft: { enabled: false } },
      },
      "/authMethods",
    ],
    [{ webauthn: { rpId: "acme.test" } }, "/webauthn/origins/0"],
    [{ webauthn: { rpId: "acme.test", origins: ["https://app.acme.test", "http://app.acme.test"] } }, "/webauthn/origins/1"],
    [{ webauthn: { rpId: "acme.test", origins: ["https://notacme.test"] } }, "/webauthn/origins/0"],
    [{ webauthn: { rpId: "acme.test", origins: ["https://app.acme.test/"] } }, "/webauthn/origins/0"],
    [{ session: { refreshTokenFamilySeconds: 3600 } }, "/session/refreshTokenIdleSeconds"],
    [{ signingAlgorithm: "HS256" }, "/signingAlgorithm"],
    [{ session: { accessTokenTtlSeconds: 5 } }, "/session/accessTokenTtlSeconds"],
  ])("refuses %j", async (patch, pointer) => {
    const mock = createMock();
    const answer = await asEnvironment(mock).patch("/v1/environment", patch);
    expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([400, "validation_failed", pointer]);
    expect((await asEnvironment(mock).get("/v1/environment")).body.version).toBe(1);
  });

  test("is closed to people, super admins too, and to nobody", async () => {
    const mock = createMock();
    for (const person of ["ada", "root"]) {
      expect((await (await signedIn(mock, person)).get("/v1/environment")).body.code).toBe("permission_denied");
      expect((await (await signedIn(mock, person)).patch("/v1/environment", { name: "Mine" })).body.code).toBe("permission_denied");
    }
    expect((await api(mock).get("/v1/environment")).body.code).toBe("unauthenticated");
  });

  test("signs with the algorithm that is chosen, and tokens of the other stay good", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await asEnvironment(mock).patch("/v1/environment", { signingAlgorithm: "ES256" });
    const { accessToken } = (await api(mock).post("/v1/auth/sign-in", { email: "ada@acme.test", password: "plinto-demo" })).body.session;
    expect(JSON.parse(Buffer.from(accessToken.split(".")[0], "base64url").toString())).toMatchObject({ alg: "ES256", typ: "at+jwt" });
    expect((await api(mock, { as: accessToken }).get("/v1/users/me")).status).toBe(200);
    expect((await ada.get("/v1/users/me")).status).toBe(200);
  });
});

// `https://*` was taken and matched no browser's origin: every page was refused without a word of why.
test.each([
  "https://*",
  "https://*.acme.test",
  "https://app.acme.test:443",
  "https://APP.acme.test",
  "https://app.acme.test:*",
  "http://localhost.evil.test:*",
  "https://bücher.example",
])("the allowed origin %s, which no browser sends, is refused", async (origin) => {
  const key = asEnvironment(createMock());
  expect(await key.patch("/v1/environment", { allowedOrigins: ["https://app.acme.test", origin] })).toMatchObject({
    status: 400,
    body: { code: "validation_failed", errors: [{ pointer: "/allowedOrigins/1", code: "origin", message: expect.stringContaining("as a browser sends it") }] },
  });
});

test("every origin that a browser sends can be allowed, and is let in then", async () => {
  const origins = [
    "https://app.acme.test",
    "https://app.acme.test:8443",
    "http://[::1]:*",
    "http://localhost:*",
    "capacitor://localhost",
    "https://xn--bcher-kva.example",
  ];
  const mock = createMock();
  expect((await asEnvironment(mock).patch("/v1/environment", { allowedOrigins: origins })).body.allowedOrigins).toEqual(origins);
  for (const origin of origins.map((allowed) => allowed.replace(":*", ":5173")))
    expect((await api(mock, { headers: { origin } }).get("/v1/health")).headers.get("access-control-allow-origin")).toBe(origin);
});

test("one way to sign in is enough, whichever it is", async () => {
  const key = asEnvironment(createMock());
  const authMethods = { password: false, magicLink: false, otp: false, passkey: false };
  expect((await key.patch("/v1/environment", { authMethods })).status).toBe(200);
  const oauthProviders = { google: { enabled: false }, github: { enabled: false }, microsoft: { enabled: false } };
  expect((await key.patch("/v1/environment", { oauthProviders, authMethods: { passkey: true } })).status).toBe(200);
});

test("a client secret is kept and never shown, not in the event either", async () => {
  const mock = createMock();
  const key = asEnvironment(mock);
  const google = { clientId: "4711.apps.googleusercontent.com", clientSecret: "GOCSPX-very-secret", scopes: ["openid"] };
  const changed = await key.patch("/v1/environment", { oauthProviders: { google, microsoft: { tenant: "organizations" } } });
  expect(changed.body.oauthProviders).toEqual({
    google: { enabled: true, clientId: "4711.apps.googleusercontent.com", hasClientSecret: true, scopes: ["openid"] },
    github: { enabled: true, clientId: null, hasClientSecret: false, scopes: [] },
    microsoft: { enabled: true, clientId: null, hasClientSecret: false, scopes: [], tenant: "organizations" },
  });
  expect(mock.events.at(-1)).toMatchObject({ type: "environment.updated", changes: { oauthProviders: { after: changed.body.oauthProviders } } });
  await key.patch("/v1/environment", { oauthProviders: { google: { clientSecret: "GOCSPX-another" } } });
  expect((await key.get("/v1/environment")).body.version).toBe(3);
  const cleared = await key.patch("/v1/environment", { oauthProviders: { google: { clientSecret: null } } });
  expect(cleared.body.oauthProviders.google).toMatchObject({ clientId: "4711.apps.googleusercontent.com", hasClientSecret: false });
  expect(JSON.stringify([mock.events, mock.exportSnapshot()])).not.toContain("GOCSPX");
});

test("passkeys belong to a domain and to origins at it or below", async () => {
  const key = asEnvironment(createMock());
  const webauthn = { rpId: "acme.test", rpName: "Acme", origins: ["https://acme.test", "https://app.acme.test:8443"] };
  expect((await key.patch("/v1/environment", { webauthn })).body.webauthn).toEqual(webauthn);
  expect((await key.patch("/v1/environment", { webauthn: { rpName: null } })).body.webauthn).toEqual({ ...webauthn, rpName: "Test" });
});
