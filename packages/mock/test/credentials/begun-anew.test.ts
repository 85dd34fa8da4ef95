import { describe, expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment, orgId, userId, type Answer } from "../api.ts";

const password = "plinto-demo";
const newPassword = "brand new secret 7";

/** A world, and one that stands where the first one stood before anything was done in it. */
const ways: readonly (readonly [way: string, begin: () => Promise<{ first: Mock; anew: () => Promise<Mock> }>])[] = [
  ["another process", async () => ({ first: createMock({ clock: "virtual" }), anew: async () => createMock({ clock: "virtual" }) })],
  [
    "a reset",
    async () => {
      const mock = createMock({ clock: "virtual" });
      return { first: mock, anew: () => mock.reset().then(() => mock) };
    },
  ],
  [
    "a fork",
    async () => {
      const mock = createMock({ clock: "virtual" });
      await mock.ready();
      const fork = mock.fork();
      return { first: mock, anew: async () => fork as unknown as Mock };
    },
  ],
  [
    "a restore",
    async () => {
      const mock = createMock({ clock: "virtual" });
      await mock.ready();
      const before = mock.snapshot();
      return { first: mock, anew: () => mock.restore(before).then(() => mock) };
    },
  ],
];

interface Secret {
  readonly what: string;
  /** Makes one for the first or the second of two people, organizations or addresses. */
  readonly issue: (mock: Mock, which: 0 | 1) => Promise<string>;
  /** The part that comes again. */
  readonly idOf: (secret: string) => string;
  readonly use: (mock: Mock, secret: string) => Promise<Answer>;
  readonly code: string;
}

const people = ["root", "vera"] as const;
const idAfterPrefix = (secret: string): string => /^[a-z]+_(?:test_)?(.{26})/.exec(secret)![1]!;
const emailOf = (mock: Mock, person: string): string => (mock.seed.users as Record<string, { email: string }>)[person]!.email;
const mailed = async (mock: Mock, path: string, email: string): Promise<string> => {
  await mock.ready();
  await api(mock).post(path, { email });
  return mock.mailbox.latest()!.token!;
};

/** Somebody who was not there before: even the user's id comes again. */
const newcomer = async (mock: Mock, which: 0 | 1): Promise<{ accessToken: string; refreshToken: string }> => {
  await asEnvironment(mock).patch("/v1/environment", { signUp: { requireEmailVerification: false } });
  return (await api(mock).post("/v1/auth/sign-up", { email: `newcomer-${which}@x.test`, password: "correct horse battery" })).body.session;
};

const secrets: readonly Secret[] = [
  {
    what: "an access token",
    issue: (mock, which) => accessTokenOf(mock, people[which]),
    idOf: (token) => (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { sid: string }).sid,
    use: (mock, token) => api(mock, { as: token }).get("/v1/users/me"),
    code: "access_token_invalid",
  },
  {
    what: "a refresh token",
    async issue(mock, which) {
      await mock.ready();
      return (await api(mock).post("/v1/auth/sign-in", { email: emailOf(mock, people[which]), password })).body.session.refreshToken as string;
    },
    idOf: idAfterPrefix,
    use: (mock, refreshToken) => api(mock).post("/v1/auth/refresh", { refreshToken }),
    code: "refresh_token_invalid",
  },
  {
    what: "an access token of a newcomer",
    issue: async (mock, which) => (await newcomer(mock, which)).accessToken,
    idOf: (token) => (JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { sub: string }).sub,
    use: (mock, token) => api(mock, { as: token }).get("/v1/users/me"),
    code: "access_token_invalid",
  },
  {
    what: "a refresh token of a newcomer",
    issue: async (mock, which) => (await newcomer(mock, which)).refreshToken,
    idOf: idAfterPrefix,
    use: (mock, refreshToken) => api(mock).post("/v1/auth/refresh", { refreshToken }),
    code: "refresh_token_invalid",
  },
  {
    what: "a pending token",
    issue: async (mock, which) =>
      (await api(mock).post("/v1/auth/sign-up", { email: `newcomer-${which}@x.test`, password: "correct horse battery" })).body.pendingToken as string,
    idOf: idAfterPrefix,
    use: async (mock, token) => {
      const { code } = mock.mailbox.latest({ kind: "email_verification" })!;
      return api(mock, { as: token }).post("/v1/auth/continue", { step: "email_verification", code });
    },
    code: "pending_token_invalid",
  },
  {
    what: "a link that resets a password",
    issue: (mock, which) => mailed(mock, "/v1/auth/password/forgot", emailOf(mock, people[which])),
    idOf: idAfterPrefix,
    use: (mock, token) => api(mock).post("/v1/auth/password/reset", { token, password: newPassword }),
    code: "token_invalid",
  },
  {
    what: "a link that signs in",
    issue: (mock, which) => mailed(mock, "/v1/auth/magic-link", emailOf(mock, people[which])),
    idOf: idAfterPrefix,
    use: (mock, token) => api(mock).post("/v1/auth/magic-link/verify", { token }),
    code: "token_invalid",
  },
  {
    what: "an invitation",
    async issue(mock, which) {
      await mock.ready();
      const organization = orgId(mock, which === 0 ? "acme" : "globex");
      await asEnvironment(mock).post("/v1/invitations", { email: "newcomer@x.test" }, { "plinto-organization": organization });
      return mock.mailbox.latest()!.token!;
    },
    idOf: idAfterPrefix,
    use: (mock, token) => api(mock).post("/v1/invitations/accept", { token }),
    code: "token_invalid",
  },
  {
    what: "the key of an organization",
    async issue(mock, which) {
      await mock.ready();
      const organization = orgId(mock, which === 0 ? "acme" : "globex");
      const made = await asEnvironment(mock).post(`/v1/organizations/${organization}/api-keys`, { name: "CI", scopes: ["members:read"] });
      return made.body.secret as string;
    },
    idOf: idAfterPrefix,
    use: (mock, key) => api(mock, { as: key }).get(`/v1/organizations/${orgId(mock, "globex")}/members`),
    code: "api_key_invalid",
  },
  {
    what: "a link to an export",
    async issue(mock, which) {
      await mock.ready();
      const organization = orgId(mock, which === 0 ? "acme" : "globex");
      const begun = await asEnvironment(mock).post("/v1/audit-logs/export", { format: "json" }, { "plinto-organization": organization });
      return (begun.body.downloadUrl as string).slice(mock.baseUrl.length);
    },
    idOf: (link) => /aex_(\w+)/.exec(link)![1]!,
    use: (mock, link) => api(mock).get(link),
    code: "not_found",
  },
];

// Ids follow from the seed, so they come again: root's old access token acted as root in vera's new session of that id.
describe.each(ways)("after %s", (_way, begin) => {
  test.each(secrets)("$what of somebody else is worth nothing, though its id comes again", async ({ issue, idOf, use, code }) => {
    const { first, anew } = await begin();
    await first.ready();
    const old = await issue(first, 0);
    const mock = await anew();
    const present = await issue(mock, 1);
    expect([idOf(present) === idOf(old), present === old]).toEqual([true, false]);
    expect((await use(mock, old)).body.code).toBe(code);
    expect((await use(mock, present)).status).toBeLessThan(300);
  });
});

/** What somebody is given, first little and then much, by the same people for the same people. */
const rights: readonly Secret[] = [
  {
    what: "a key with few scopes",
    async issue(mock, which) {
      const body = { name: "CI", scopes: which === 0 ? ["org:read"] : ["org:read", "audit:manage"] };
      return (await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/api-keys`, body)).body.secret as string;
    },
    idOf: idAfterPrefix,
    use: (mock, key) => api(mock, { as: key }).get(`/v1/organizations/${orgId(mock, "acme")}`),
    code: "api_key_invalid",
  },
  {
    what: "a key that ends",
    async issue(mock, which) {
      const body = { name: "CI", scopes: ["org:read"], ...(which === 0 ? { expiresInSeconds: 3600 } : {}) };
      return (await asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/api-keys`, body)).body.secret as string;
    },
    idOf: idAfterPrefix,
    use: (mock, key) => api(mock, { as: key }).get(`/v1/organizations/${orgId(mock, "acme")}`),
    code: "api_key_invalid",
  },
  {
    what: "an invitation of a viewer",
    async issue(mock, which) {
      const body = { email: "newcomer@x.test", role: which === 0 ? "viewer" : "admin" };
      await asEnvironment(mock).post("/v1/invitations", body, { "plinto-organization": orgId(mock, "acme") });
      return mock.mailbox.latest()!.token!;
    },
    idOf: idAfterPrefix,
    use: (mock, token) => api(mock).post("/v1/invitations/accept", { token }),
    code: "token_invalid",
  },
  {
    what: "a link to a part of the log",
    async issue(mock, which) {
      const body = { format: "json", ...(which === 0 ? { action: "team.created" } : {}) };
      const begun = await asEnvironment(mock).post("/v1/audit-logs/export", body, { "plinto-organization": orgId(mock, "acme") });
      return (begun.body.downloadUrl as string).slice(mock.baseUrl.length);
    },
    idOf: (link) => /aex_(\w+)/.exec(link)![1]!,
    use: (mock, link) => api(mock).get(link),
    code: "not_found",
  },
];

// The same calls with other rights gave the same secret, so that what was given for little was good for much.
describe.each(ways)("after %s", (_way, begin) => {
  test.each(rights)("$what is worth nothing where more was given under the same id", async ({ issue, idOf, use, code }) => {
    const { first, anew } = await begin();
    await first.ready();
    const old = await issue(first, 0);
    const mock = await anew();
    await mock.ready();
    const present = await issue(mock, 1);
    expect([idOf(present) === idOf(old), present === old]).toEqual([true, false]);
    expect((await use(mock, old)).body.code).toBe(code);
    expect((await use(mock, present)).status).toBeLessThan(300);
  });
});

test("an introspection knows nothing of an access token whose session is another person's now", async () => {
  const mock = createMock({ clock: "virtual" });
  const old = await accessTokenOf(mock, "root");
  await mock.reset();
  const present = await accessTokenOf(mock, "vera");
  const introspect = async (token: string): Promise<unknown> => (await asEnvironment(mock).post("/v1/sessions/introspect", { token })).body;
  expect(await introspect(old)).toEqual({ active: false, reason: "unknown" });
  expect(await introspect(present)).toMatchObject({ active: true, userId: userId(mock, "vera") });
});

test.each(secrets)("the same seed and the same calls at the same times give $what again", async ({ issue }) => {
  const [one, other] = [createMock({ clock: "virtual" }), createMock({ clock: "virtual" })];
  await Promise.all([one.ready(), other.ready()]);
  expect(await issue(one, 0)).toBe(await issue(other, 0));
});
