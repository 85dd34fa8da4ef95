import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment, eventTypes, orgId, signedIn, userId, type Answer, type Api } from "../api.ts";

const keysOf = (mock: Mock, organization = "acme"): string => `/v1/organizations/${orgId(mock, organization)}/api-keys`;

/** A key as somebody of Acme makes it. */
async function keyOf(caller: Api, mock: Mock, body: object = {}): Promise<{ id: string; secret: string; path: string }> {
  const answer = await caller.post(keysOf(mock), { name: "CI", scopes: ["members:read"], ...body });
  expect(answer.status).toBe(201);
  return { id: answer.body.id as string, secret: answer.body.secret as string, path: `${keysOf(mock)}/${answer.body.id as string}` };
}

/** Vic, Gus, Mia and Ned may manage keys, and nothing else that their system roles do not give, but for Mia's view of the log. */
const keyManagers = defineSeed({
  users: Object.fromEntries(["ada", "adam", "gus", "mia", "ned", "vic"].map((name) => [name, { email: `${name}@acme.test` }])),
  organizations: {
    acme: {
      owner: "ada",
      members: { adam: "owner", gus: "admin", mia: "member", ned: "member", vic: "viewer" },
    },
  },
  roles: {
    keeper: { organization: "acme", permissions: ["apikeys:manage"], members: ["mia", "ned", "vic"] },
    reader: { organization: "acme", permissions: ["audit:read"], members: ["mia"] },
  },
});

const adam = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "adam")}`;

type Step = (mock: Mock) => Promise<Answer>;

/** How the creator of a key comes to hold less, and more again. */
const creatorsEnds: readonly (readonly [what: string, end: Step, undo: Step])[] = [
  ["suspended", (mock) => asEnvironment(mock).post(`${adam(mock)}/suspend`), (mock) => asEnvironment(mock).post(`${adam(mock)}/restore`)],
  [
    "banned",
    (mock) => asEnvironment(mock).post(`/v1/users/${userId(mock, "adam")}/ban`, { reason: "left" }),
    (mock) => asEnvironment(mock).post(`/v1/users/${userId(mock, "adam")}/unban`),
  ],
  ["demoted", (mock) => asEnvironment(mock).patch(adam(mock), { role: "viewer" }), (mock) => asEnvironment(mock).patch(adam(mock), { role: "owner" })],
];

/** A call that makes a team, of which the second half of the body is not there yet. */
function beginTeam(mock: Mock, credential: string): { end(): Promise<Answer> } {
  const text = new TextEncoder();
  let goOn = (): void => {};
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(text.encode('{"name":'));
      goOn = () => {
        stream.enqueue(text.encode('"Late"}'));
        stream.close();
      };
    },
  });
  const headers = { authorization: `Bearer ${credential}`, "content-type": "application/json" };
  const request = { method: "POST", headers, body, duplex: "half" };
  const response = mock.fetch(`${mock.baseUrl}/v1/organizations/${orgId(mock, "acme")}/teams`, request as RequestInit);
  return {
    async end() {
      goOn();
      const answer = await response;
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown };
    },
  };
}

const members = (mock: Mock, secret: string): Promise<Answer> => api(mock, { as: secret }).get(`/v1/organizations/${orgId(mock, "acme")}/members`);

describe("createApiKey", () => {
  test("shows a secret of the documented form once, and keeps only what proves it", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post(keysOf(mock), { name: "CI", scopes: ["members:read", "org:read"], expiresInSeconds: 3600 });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        organizationId: orgId(mock, "acme"),
        scopes: ["members:read", "org:read"],
        effectiveScopes: ["members:read", "org:read"],
        createdByUserId: userId(mock, "grace"),
        status: "active",
        expiresInSeconds: 3600,
        lastUsedAt: null,
        rateLimit: null,
        version: 1,
      },
    });
    const { secret, id, prefix } = answer.body;
    expect(secret).toMatch(/^ok_test_[0-9a-hjkmnp-tv-z]{26}[0-9A-Za-z]{38}$/);
    expect(prefix).toBe(secret.slice(0, 34));
    expect(eventTypes(mock, since)).toEqual(["api_key.created"]);
    const shown = [await grace.get(`${keysOf(mock)}/${id}`), await grace.get(keysOf(mock)), mock.events];
    expect(JSON.stringify(shown)).not.toContain(secret.slice(34));
    expect((await members(mock, secret)).status).toBe(200);
  });

  test("names each scope that the caller does not hold, and leaves a trace of the attempt", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const since = mock.events.length;

    const answer = await grace.post(keysOf(mock), { name: "CI", scopes: ["members:read", "org:delete", "billing:manage", "platform:read"] });

    expect(answer).toMatchObject({ status: 403, body: { code: "permission_above_actor", permissions: ["org:delete", "billing:manage", "platform:read"] } });
    expect(answer.body.detail).toBe("The caller does not hold org:delete, billing:manage, platform:read.");
    expect(mock.events.slice(since)).toMatchObject([{ type: "access.denied", data: { operationId: "createApiKey", code: "permission_above_actor" } }]);
    expect((await grace.get(keysOf(mock))).body.data).toHaveLength(1);
  });

  test("is open to administrators and the environment key, not to members, strangers and keys themselves", async () => {
    const mock = createMock();
    const body = { name: "CI", scopes: ["org:read"] };
    const { secret } = await keyOf(await signedIn(mock, "ada"), mock, { scopes: ["apikeys:manage", "apikeys:read"] });

    expect((await asEnvironment(mock).post(keysOf(mock), body)).status).toBe(201);
    for (const person of ["bob", "vera"]) {
      expect(await (await signedIn(mock, person)).post(keysOf(mock), body)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    }
    expect(await (await signedIn(mock, "olga")).post(keysOf(mock), body)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await api(mock, { as: secret }).post(keysOf(mock), body)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await api(mock).post(keysOf(mock), body)).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });

  test("leaves nothing behind that outlives an impersonation", async () => {
    const mock = createMock();
    const root = await signedIn(mock, "root");
    const begun = await root.post(`/v1/users/${userId(mock, "bob")}/impersonate`, { reason: "ticket 17" });
    expect(begun.status).toBeLessThan(300);
    await asEnvironment(mock).patch(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`, { role: "admin" });
    const accessToken = JSON.stringify(begun.body).match(/"accessToken":"([^"]+)"/)![1]!;

    const refused = await api(mock, { as: accessToken }).post(keysOf(mock), { name: "CI", scopes: ["org:read"] });

    expect(refused).toMatchObject({ status: 403, body: { code: "permission_denied", detail: "This cannot be done while impersonating somebody." } });
  });

  test("shows the secret again to the same idempotency key for a quarter of an hour, and not after it", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const create = (): Promise<Answer> => environment.post(keysOf(mock), { name: "CI", scopes: ["org:read"] }, { "idempotency-key": "one" });

    const first = await create();
    await mock.clock.advance("15m");
    const again = await create();
    await mock.clock.advance("1s");
    const late = await create();

    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toMatchObject({ id: first.body.id, secret: first.body.secret });
    expect(late).toMatchObject({
      status: 410,
      body: { code: "token_used", detail: "The secret was shown too long ago to be shown again. Rotate the key for a new one." },
    });
    expect((await environment.get(keysOf(mock))).body.data).toHaveLength(2);
  });

  test("stops at the plan's limit where limits are enforced; deleting one makes room", async () => {
    const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada", plan: "free" } } });
    const mock = createMock({ seed, limits: "enforce" });
    const ada = await signedIn(mock, "ada");
    const first = await keyOf(ada, mock);
    await keyOf(ada, mock);

    expect(await ada.post(keysOf(mock), { name: "CI", scopes: ["org:read"] })).toMatchObject({
      status: 402,
      body: { code: "limit_exceeded", limit: "apiKeys", maximum: 2, detail: "The plan free has room for 2 API keys." },
    });
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/limits`)).body.apiKeys).toEqual({ limit: 2, used: 2, remaining: 0 });
    await ada.delete(first.path);
    await keyOf(ada, mock);
  });

  test("refuses a body that is wrong, each fault with its place", async () => {
    const mock = createMock();
    const answer = await (await signedIn(mock, "ada")).post(keysOf(mock), { name: "", scopes: [], expiresInSeconds: 1, rateLimit: { requests: 0 } });

    expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/expiresInSeconds",
      "/name",
      "/rateLimit/requests",
      "/rateLimit/windowSeconds",
      "/scopes",
    ]);
  });
});

describe("what a key may do", () => {
  test("shrinks and grows with its creator at every use", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const grace = `/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`;
    const key = await keyOf(await signedIn(mock, "grace"), mock, { scopes: ["members:read", "invitations:read"] });
    const asKey = api(mock, { as: key.secret });

    await environment.patch(grace, { role: "member" });
    expect(await asKey.get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await members(mock, key.secret)).status).toBe(200);
    expect((await environment.get(key.path)).body).toMatchObject({ scopes: ["members:read", "invitations:read"], effectiveScopes: ["members:read"] });

    await environment.patch(grace, { role: "admin" });
    expect((await asKey.get("/v1/invitations")).status).toBe(200);
  });

  test.each([
    ["suspended", (mock: Mock) => asEnvironment(mock).post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}/suspend`)],
    ["removed", (mock: Mock) => asEnvironment(mock).delete(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`)],
    ["banned", (mock: Mock) => asEnvironment(mock).post(`/v1/users/${userId(mock, "grace")}/ban`, { reason: "left" })],
    ["deleted", (mock: Mock) => asEnvironment(mock).delete(`/v1/users/${userId(mock, "grace")}`)],
  ])("is nothing once its creator is %s", async (_what, end) => {
    const mock = createMock();
    const key = await keyOf(await signedIn(mock, "grace"), mock);
    expect((await end(mock)).status).toBeLessThan(300);

    expect(await members(mock, key.secret)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await asEnvironment(mock).get(key.path)).body.effectiveScopes).toEqual([]);
    expect((await asEnvironment(mock).post("/v1/api-keys/verify", { key: key.secret })).body).toMatchObject({ valid: true, scopes: [] });
  });

  test("is all of its scopes and no more when the environment key made it", async () => {
    const mock = createMock();
    const key = await keyOf(asEnvironment(mock), mock, { scopes: ["org:update", "members:read"] });
    const asKey = api(mock, { as: key.secret });

    expect((await asEnvironment(mock).get(key.path)).body).toMatchObject({ createdByUserId: null, effectiveScopes: ["org:update", "members:read"] });
    expect((await asKey.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Acme Group" })).status).toBe(200);
    expect(await asKey.get("/v1/invitations")).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await asKey.get(`/v1/organizations/${orgId(mock, "globex")}/members`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("is never more than its creator may at that moment, whatever roles the creator passes through", async () => {
    const reads = { "members:read": "members", "org:read": "settings", "email:read": "email/messages" } as const;
    const roles = ["viewer", "member", "admin", "owner"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(Object.keys(reads) as (keyof typeof reads)[], { minLength: 1 }),
        fc.array(fc.constantFrom(...roles, "suspend" as const, "restore" as const), { minLength: 1, maxLength: 4 }),
        async (scopes, steps) => {
          const mock = createMock({ clock: "virtual" });
          const environment = asEnvironment(mock);
          const organization = `/v1/organizations/${orgId(mock, "acme")}`;
          const creator = await signedIn(mock, "grace");
          const key = api(mock, { as: (await keyOf(creator, mock, { scopes })).secret });
          for (const step of steps) {
            const path = `${organization}/members/${userId(mock, "grace")}`;
            if (step === "suspend" || step === "restore") await environment.post(`${path}/${step}`);
            else await environment.patch(path, { role: step });
            for (const [scope, resource] of Object.entries(reads)) {
              const person = (await creator.get(`${organization}/${resource}`)).status;
              const byKey = (await key.get(`${organization}/${resource}`)).status;
              expect(byKey === 200).toBe(person === 200 && (scopes as string[]).includes(scope));
            }
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe("the life of a key", () => {
  test("ends at its expiry, with a notice seven days before", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock, { expiresInSeconds: 8 * 86_400 });
    const short = await keyOf(environment, mock, { expiresInSeconds: 3600 });

    await mock.clock.advance("1d");
    expect(mock.events.filter(({ type }) => type === "api_key.expiring")).toMatchObject([{ target: { id: key.id }, actor: { type: "system" } }]);
    expect(await members(mock, short.secret)).toMatchObject({ status: 401, body: { code: "api_key_expired" } });
    expect((await members(mock, key.secret)).status).toBe(200);
    await mock.clock.advance("7d");
    expect(await members(mock, key.secret)).toMatchObject({ status: 401, body: { code: "api_key_expired", title: "The key has expired" } });
    expect((await environment.get(`${keysOf(mock)}?status=expired`)).body.data.map(({ id }: { id: string }) => id)).toEqual([key.id, short.id]);

    await environment.patch(key.path, { expiresAt: null });
    expect((await members(mock, key.secret)).status).toBe(200);
  });

  test("ends when it is deleted: it is gone from every list, and whoever presents it learns why", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const key = await keyOf(grace, mock);
    const since = mock.events.length;

    expect((await grace.delete(key.path)).status).toBe(204);

    expect(await members(mock, key.secret)).toMatchObject({ status: 401, body: { code: "api_key_revoked", title: "The key was revoked" } });
    for (const call of [grace.get(key.path), grace.delete(key.path), grace.patch(key.path, { name: "x" }), grace.post(`${key.path}/rotate`)]) {
      expect(await call).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect((await grace.get(keysOf(mock))).body.data.map(({ id }: { id: string }) => id)).not.toContain(key.id);
    expect(eventTypes(mock, since)[0]).toBe("api_key.revoked");
  });

  test("goes on with a new secret after a rotation, with the old one beside it for a day", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock);
    const since = mock.events.length;

    const rotated = await environment.post(`${key.path}/rotate`);

    expect(rotated).toMatchObject({ status: 201, body: { id: key.id, version: 2, previousSecretExpiresAt: "2030-01-02T00:00:00.000Z" } });
    expect(rotated.body.secret).not.toBe(key.secret);
    expect(eventTypes(mock, since)).toEqual(["api_key.rotated"]);
    for (const secret of [key.secret, rotated.body.secret]) expect((await members(mock, secret)).status).toBe(200);

    await mock.clock.advance("24h");
    expect(await members(mock, key.secret)).toMatchObject({ status: 401, body: { code: "api_key_expired" } });
    expect((await members(mock, rotated.body.secret)).status).toBe(200);
    expect((await environment.get(key.path)).body.previousSecretExpiresAt).toBeNull();
  });

  test("knows two secrets at most: a second rotation ends the first one at once, and so does an overlap of nothing", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock);
    const second = (await environment.post(`${key.path}/rotate`, { overlapSeconds: 3600 })).body.secret as string;
    const third = (await environment.post(`${key.path}/rotate`, { overlapSeconds: 0 })).body.secret as string;

    expect(await members(mock, key.secret)).toMatchObject({ status: 401, body: { code: "api_key_invalid" } });
    expect(await members(mock, second)).toMatchObject({ status: 401, body: { code: "api_key_expired" } });
    expect((await members(mock, third)).status).toBe(200);
    expect(await environment.post(`${key.path}/rotate`, { overlapSeconds: 86_401 })).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });

  test("changes what is named and counts the change", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const key = await keyOf(grace, mock);
    const since = mock.events.length;

    const answer = await grace.patch(key.path, { name: "Deploy", rateLimit: { requests: 5, windowSeconds: 60 } }, { "if-match": '"1"' });

    expect(answer).toMatchObject({
      status: 200,
      body: { name: "Deploy", rateLimit: { requests: 5, windowSeconds: 60 }, scopes: ["members:read"], version: 2 },
    });
    expect(mock.events.slice(since)).toMatchObject([{ type: "api_key.updated", changes: { name: { before: "CI", after: "Deploy" } } }]);
    expect(await grace.patch(key.path, { name: "x" }, { "if-match": '"1"' })).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect(await grace.patch(key.path, { expiresAt: "2020-01-01T00:00:00.000Z" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/expiresAt", code: "range" }] },
    });
  });

  test("is not in the hands of whoever may do less than the key", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    const owners = await keyOf(await signedIn(mock, "ada"), mock, { scopes: ["org:delete"] });
    const own = await keyOf(grace, mock);

    expect(await grace.post(`${owners.path}/rotate`)).toMatchObject({ status: 403, body: { code: "permission_above_actor", permissions: ["org:delete"] } });
    expect(await grace.patch(owners.path, { name: "mine" })).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
    expect(await grace.patch(own.path, { scopes: ["org:delete"] })).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
    expect((await grace.delete(owners.path)).status).toBe(204);
  });

  test("is in the hands of an administrator who holds all that is in it, whoever made it", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");
    for (const creator of [await signedIn(mock, "ada"), asEnvironment(mock)]) {
      const key = await keyOf(creator, mock, { scopes: ["members:manage"] });
      expect((await grace.post(`${key.path}/rotate`)).status).toBe(201);
    }
  });

  // A viewer who may manage keys rotated that of a suspended owner, who was then let in again, and made herself an owner.
  test.each(creatorsEnds)("is not in the hands of whoever may do less than it once its creator is back who was %s", async (_what, end, undo) => {
    const mock = createMock({ seed: keyManagers });
    const creator = await signedIn(mock, "adam");
    const lower = await keyOf(creator, mock, { scopes: ["members:manage"] });
    const wide = await keyOf(creator, mock, { scopes: ["org:read", "audit:manage"] });
    expect((await end(mock)).status).toBeLessThan(300);

    for (const [person, path] of [
      ["vic", lower.path],
      ["vic", wide.path],
      ["gus", wide.path],
    ] as const) {
      const caller = await signedIn(mock, person);
      expect(await caller.post(`${path}/rotate`)).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
      expect(await caller.patch(path, { scopes: ["org:read"] })).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
    }
    expect((await undo(mock)).status).toBeLessThan(300);
    expect((await asEnvironment(mock).get(wide.path)).body).toMatchObject({ effectiveScopes: ["org:read", "audit:manage"], version: 1 });
  });

  // Every scope was one that the caller held too, but a key of somebody who may rise acts on those above the caller.
  test("is not in the hands of whoever ranks below what it may come to, though every scope is hers too", async () => {
    const mock = createMock({ seed: keyManagers });
    const creator = await signedIn(mock, "mia");
    const key = await keyOf(creator, mock, { scopes: ["org:read"] });

    expect(await (await signedIn(mock, "vic")).post(`${key.path}/rotate`)).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", permissions: [], detail: "The key of somebody else may come to rank as an administrator, above the caller." },
    });
    expect((await creator.post(`${key.path}/rotate`)).status).toBe(201);
  });

  // Whoever saw only the own rows of the log rotated the key of a colleague with the permission as a whole, and saw all.
  test("is not in the hands of whoever holds in part what it holds whole, nor made to", async () => {
    const mock = createMock({ seed: keyManagers });
    const [mia, ned] = [await signedIn(mock, "mia"), await signedIn(mock, "ned")];
    const whole = await keyOf(mia, mock, { scopes: ["audit:read"] });
    const plain = await keyOf(mia, mock, { scopes: ["org:read"] });
    const own = await keyOf(ned, mock, { scopes: ["org:read"] });

    expect(await ned.post(`${whole.path}/rotate`)).toMatchObject({ status: 403, body: { code: "permission_above_actor", permissions: ["audit:read"] } });
    expect((await ned.patch(plain.path, { scopes: ["audit:read"] })).body.code).toBe("permission_above_actor");
    // Of the own key the part is still given: it is bounded as its creator is.
    expect((await ned.patch(own.path, { scopes: ["audit:read"] })).body.effectiveScopes).toEqual(["audit:read"]);
    await asEnvironment(mock).patch(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "ned")}`, { role: "admin" });
    expect((await ned.post(`${whole.path}/rotate`)).status).toBe(201);
  });
});

describe("a key that changes while the body of a call is on its way", () => {
  const gone: readonly (readonly [what: string, change: (mock: Mock, path: string) => Promise<unknown>, status: number, code: string])[] = [
    ["deleted", (mock, path) => asEnvironment(mock).delete(path), 401, "api_key_revoked"],
    ["narrowed", (mock, path) => asEnvironment(mock).patch(path, { scopes: ["teams:read"] }), 403, "permission_denied"],
    ["rotated without overlap", (mock, path) => asEnvironment(mock).post(`${path}/rotate`, { overlapSeconds: 0 }), 401, "api_key_expired"],
    ["at its end", (mock) => mock.clock.advance("2h"), 401, "api_key_expired"],
  ];

  // The caller was read from the key once, before the body: a deleted key wrote for as long as its body took.
  test.each(gone)("writes nothing when it is %s", async (_what, change, status, code) => {
    const mock = createMock({ clock: "virtual" });
    const key = await keyOf(asEnvironment(mock), mock, { scopes: ["teams:manage", "teams:read"], expiresInSeconds: 3600 });
    const begun = beginTeam(mock, key.secret);
    await change(mock, key.path);

    expect(await begun.end()).toMatchObject({ status, body: { code } });
    expect((await asEnvironment(mock).get(`/v1/organizations/${orgId(mock, "acme")}/teams?q=Late`)).body.data).toEqual([]);
  });

  test("writes when it has only been rotated, and the old secret is still good", async () => {
    const mock = createMock({ clock: "virtual" });
    const key = await keyOf(asEnvironment(mock), mock, { scopes: ["teams:manage"] });
    const begun = beginTeam(mock, key.secret);
    await asEnvironment(mock).post(`${key.path}/rotate`);
    expect((await begun.end()).status).toBe(201);
  });

  // Of an access token only the session was looked at again, so it wrote after its end.
  test("is judged as an access token is, which writes nothing after its end", async () => {
    const mock = createMock({ clock: "virtual" });
    const begun = beginTeam(mock, await accessTokenOf(mock, "ada"));
    await mock.clock.advance("6m");
    expect(await begun.end()).toMatchObject({ status: 401, body: { code: "access_token_expired" } });
  });
});

describe("an end beyond what can be written", () => {
  // 9999-12-31T23:59:59.999-23:59 was kept as the year 10000, and from then on no list of keys could be answered.
  test.each(["9999-12-31T23:59:59.999-23:59", "0000-01-01T00:00:00.000Z"])("is refused with its place: %s", async (expiresAt) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const key = await keyOf(ada, mock);

    expect(await ada.patch(key.path, { expiresAt })).toMatchObject({
      status: 400,
      body: {
        code: "validation_failed",
        errors: [{ pointer: "/expiresAt", code: "format", message: "expiresAt must be a valid date-time in the years 0001 to 9999 of UTC" }],
      },
    });
    expect((await ada.get(keysOf(mock))).status).toBe(200);
  });

  test("is none at the last moment of all, up to which a key can live and its usage be asked for", async () => {
    const mock = createMock({ clock: "virtual" });
    const ada = asEnvironment(mock);
    const key = await keyOf(ada, mock);
    const last = "9999-12-31T23:59:59.999Z";

    expect((await ada.patch(key.path, { expiresAt: last })).body.expiresAt).toBe(last);
    expect((await ada.get(keysOf(mock))).body.data.map(({ expiresAt }: { expiresAt: string | null }) => expiresAt)).toContain(last);
    expect((await ada.get(`${key.path}/usage?usedAt[lte]=${last}`)).body).toMatchObject({ endsAt: last, requests: 0 });
  });
});

describe("a key and the owners", () => {
  // A key with no more than members:manage that an owner had made made anybody an owner.
  test.each(["ada", "environment"])("makes no owner and acts on none, whoever made it: %s", async (creator) => {
    const mock = createMock();
    const organization = `/v1/organizations/${orgId(mock, "acme")}`;
    const scopes = ["members:manage", "members:invite", "roles:assign"];
    const made = await keyOf(creator === "ada" ? await signedIn(mock, creator) : asEnvironment(mock), mock, { scopes });
    const key = api(mock, { as: made.secret });
    const [bob, ada] = [`${organization}/members/${userId(mock, "bob")}`, `${organization}/members/${userId(mock, "ada")}`];

    expect(await key.patch(bob, { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect((await key.post("/v1/invitations", { email: "kay@newcomer.test", role: "owner" })).body.code).toBe("role_above_actor");
    expect((await key.post("/v1/policies/roles/owner/assign", { userId: userId(mock, "bob") })).body.code).toBe("role_above_actor");
    expect(await key.patch(ada, { role: "member" })).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect((await key.post(`${ada}/suspend`)).body.code).toBe("cannot_act_on_higher_role");
    expect((await key.delete(ada)).body.code).toBe("cannot_act_on_higher_role");
    expect((await key.patch(bob, { role: "admin" })).status).toBe(200);
    expect((await key.patch(bob, { role: "viewer" })).status).toBe(200);
  });
});

describe("the limit of a key", () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" } },
    organizations: { acme: { owner: "ada" } },
    apiKeys: { narrow: { organization: "acme", createdBy: "ada", scopes: ["members:read"], rateLimit: { requests: 2, windowSeconds: 60 } } },
  });

  test("stands in the headers beside that of the organization, and refuses where limits are enforced", async () => {
    const mock = createMock({ seed, limits: "enforce", clock: "virtual" });
    const call = (): Promise<Answer> => members(mock, mock.seed.apiKeys.narrow.secret);

    const first = await call();
    expect(first.headers.get("ratelimit-policy")).toBe('"api";q=100000;w=3600, "api_key";q=2;w=60');
    expect(first.headers.get("ratelimit")).toBe('"api";r=99999;t=3600, "api_key";r=1;t=60');
    expect((await call()).status).toBe(200);
    const third = await call();
    expect(third).toMatchObject({ status: 429, body: { code: "rate_limited" } });
    expect(third.headers.get("retry-after")).toBe("60");
    expect(third.headers.get("ratelimit")).toContain('"api_key";r=0;t=60');

    await mock.clock.advance("60s");
    expect((await call()).status).toBe(200);
  });

  test("is only told where limits are counted", async () => {
    const mock = createMock({ seed });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) statuses.push((await members(mock, mock.seed.apiKeys.narrow.secret)).status);
    expect(statuses).toEqual([200, 200, 200, 200]);
  });
});

describe("getApiKeyUsage", () => {
  test("counts every call by hour and day, operation and status, refused ones too", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock);
    await members(mock, key.secret);
    await mock.clock.advance("90m");
    await members(mock, key.secret);
    await api(mock, { as: key.secret }).get("/v1/invitations");

    const byDay = (await environment.get(`${key.path}/usage`)).body;
    expect(byDay).toMatchObject({
      keyId: key.id,
      granularity: "day",
      endsAt: "2030-01-02T00:00:00.000Z",
      requests: 3,
      lastUsedAt: "2030-01-01T01:30:00.000Z",
      byOperation: [
        { operationId: "listMembers", requests: 2 },
        { operationId: "listInvitations", requests: 1 },
      ],
      byStatus: [
        { status: 200, requests: 2 },
        { status: 403, requests: 1 },
      ],
    });
    expect(byDay.buckets).toHaveLength(30);
    const byHour = (await environment.get(`${key.path}/usage?granularity=hour&usedAt[gte]=2030-01-01T00:00:00.000Z&usedAt[lt]=2030-01-01T02:00:00.000Z`)).body;
    expect(byHour.buckets).toEqual([
      { startsAt: "2030-01-01T00:00:00.000Z", requests: 1 },
      { startsAt: "2030-01-01T01:00:00.000Z", requests: 2 },
    ]);
    expect((await environment.get(key.path)).body.lastUsedAt).toBe("2030-01-01T01:30:00.000Z");
  });

  test("refuses a time that is too long, that is no longer kept, or that ends before it begins", async () => {
    const mock = createMock({ clock: "virtual" });
    const grace = await signedIn(mock, "grace");
    const { path } = await keyOf(grace, mock);
    const usage = (query: string): Promise<Answer> => grace.get(`${path}/usage?${query}`);

    expect(await usage("granularity=hour&usedAt[gte]=2029-12-20T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: { code: "range_too_large", detail: "Ask for at most 7 days by hour." },
    });
    expect(await usage("usedAt[gte]=2029-06-01T00:00:00.000Z")).toMatchObject({ status: 400, body: { code: "range_too_large" } });
    expect(await usage("usedAt[gte]=2029-06-01T00:00:00.000Z&usedAt[lte]=2029-06-03T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: { code: "range_too_large", detail: "Usage is kept for 91 days." },
    });
    expect(await usage("usedAt[gte]=2030-01-01T00:00:00.000Z&usedAt[lte]=2029-12-31T00:00:00.000Z")).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/query/usedAt" }] },
    });
    expect(await (await signedIn(mock, "bob")).get(`${path}/usage`)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });
});

describe("a key of a seed", () => {
  const people = { users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" } } };

  test("is one like any other: bounded by whom the seed names, or whole where it names nobody", async () => {
    const seed = defineSeed({
      ...people,
      apiKeys: {
        hers: { organization: "acme", createdBy: "ada", scopes: ["members:read"], name: "Hers", expiresInSeconds: 3600 },
        whole: { organization: "acme", scopes: ["members:read"] },
      },
    });
    const mock = createMock({ seed, clock: "virtual" });
    const { hers, whole } = mock.seed.apiKeys;

    expect((await asEnvironment(mock).get(`${keysOf(mock)}?sort=name`)).body.data).toMatchObject([
      { id: hers.id, name: "Hers", createdByUserId: userId(mock, "ada"), expiresInSeconds: 3600 },
      { id: whole.id, name: "whole", createdByUserId: null, expiresAt: null },
    ]);
    await mock.clock.advance("1h");
    expect(await members(mock, hers.secret)).toMatchObject({ status: 401, body: { code: "api_key_expired" } });
    expect((await members(mock, whole.secret)).status).toBe(200);
  });

  test("has scopes that exist and a creator whom the seed has", () => {
    const making = (key: object) => (): unknown => createMock({ seed: { ...people, apiKeys: { ci: { organization: "acme", scopes: ["org:read"], ...key } } } });
    expect(making({ scopes: ["org:reed"] })).toThrow(
      expect.objectContaining({ code: "seed_invalid", message: 'apiKeys.ci.scopes has "org:reed", which is no permission.' }),
    );
    expect(making({ createdBy: "eve" })).toThrow(expect.objectContaining({ code: "seed_invalid" }));
  });
});

describe("listApiKeys", () => {
  test("finds by text, creator and status, in every order, page by page", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const grace = await signedIn(mock, "grace");
    await keyOf(grace, mock, { name: "Beta", expiresInSeconds: 7200 });
    await keyOf(environment, mock, { name: "alpha", expiresInSeconds: 3600 });
    const names = async (query: string): Promise<string[]> =>
      (await environment.get(`${keysOf(mock)}?${query}`)).body.data.map(({ name }: { name: string }) => name);

    expect(await names("sort=name")).toEqual(["alpha", "Beta", "Nightly reports"]);
    expect(await names("sort=expiresAt")).toEqual(["alpha", "Beta", "Nightly reports"]);
    expect(await names("sort=-expiresAt")).toEqual(["Nightly reports", "Beta", "alpha"]);
    expect(await names("q=ALPH")).toEqual(["alpha"]);
    expect(await names(`createdByUserId=${userId(mock, "grace")}`)).toEqual(["Nightly reports", "Beta"]);
    const first = await environment.get(`${keysOf(mock)}?sort=name&pageSize=2`);
    expect(first.body.data).toHaveLength(2);
    const second = await environment.get(`${keysOf(mock)}?sort=name&pageSize=2&cursor=${first.body.nextCursor as string}`);
    expect(second.body).toMatchObject({ data: [{ name: "Nightly reports" }], nextCursor: null });
    expect(await environment.get(`${keysOf(mock, "globex")}?sort=name&cursor=${first.body.nextCursor as string}`)).toMatchObject({
      status: 400,
      body: { code: "cursor_invalid" },
    });
  });

  test("knows nothing of another organization's keys", async () => {
    const mock = createMock();
    const key = await keyOf(await signedIn(mock, "ada"), mock);
    const olga = await signedIn(mock, "olga");

    expect((await olga.get(keysOf(mock, "globex"))).body.data).toEqual([]);
    expect(await olga.get(`${keysOf(mock, "globex")}/${key.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await olga.delete(`${keysOf(mock, "globex")}/${key.id}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("verifyApiKey", () => {
  const verify = (caller: Api, key: string, more: object = {}): Promise<Answer> => caller.post("/v1/api-keys/verify", { key, ...more });
  const unknown = {
    valid: false,
    code: "api_key_invalid",
    keyId: null,
    organizationId: null,
    name: null,
    scopes: [],
    createdByUserId: null,
    expiresAt: null,
    expiresInSeconds: null,
  };

  test("tells what a key is worth now, and counts as a use of it", async () => {
    const mock = createMock({ clock: "virtual" });
    const environment = asEnvironment(mock);
    const key = await keyOf(await signedIn(mock, "grace"), mock, { expiresInSeconds: 3600 });

    expect((await verify(environment, key.secret)).body).toEqual({
      valid: true,
      code: null,
      keyId: key.id,
      organizationId: orgId(mock, "acme"),
      name: "CI",
      scopes: ["members:read"],
      createdByUserId: userId(mock, "grace"),
      expiresAt: "2030-01-01T01:00:00.000Z",
      expiresInSeconds: 3600,
    });
    expect((await verify(environment, key.secret, { permission: "members:read" })).body.valid).toBe(true);
    expect((await verify(environment, key.secret, { permission: "members:manage" })).body).toMatchObject({
      valid: false,
      code: "permission_denied",
      scopes: ["members:read"],
    });
    expect((await environment.get(`${key.path}/usage`)).body.byOperation).toEqual([{ operationId: "verifyApiKey", requests: 2 }]);

    await mock.clock.advance("1h");
    expect((await verify(environment, key.secret)).body).toMatchObject({ valid: false, code: "api_key_expired", keyId: key.id, scopes: [] });
    await environment.delete(key.path);
    expect((await verify(environment, key.secret)).body).toMatchObject({ valid: false, code: "api_key_revoked" });
  });

  test("says the same of what is unknown, forged, of another kind, of another environment and of another organization", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const key = await keyOf(environment, mock);
    const other = mock.world("other");
    const foreign = await keyOf(asEnvironment(other), other);
    const asKey = api(mock, { as: (await keyOf(environment, mock, { scopes: ["apikeys:read"] })).secret });
    const globex = await environment.post(keysOf(mock, "globex"), { name: "G", scopes: ["org:read"] });
    const forged = `${key.secret.slice(0, 40)}${key.secret[40] === "a" ? "b" : "a"}${key.secret.slice(41)}`;

    for (const text of ["x", forged, mock.keys.secretKey, mock.keys.publishableKey, foreign.secret]) {
      expect((await verify(environment, text)).body).toEqual(unknown);
    }
    expect((await verify(asKey, globex.body.secret as string)).body).toEqual(unknown);
    expect((await verify(asKey, key.secret)).body).toMatchObject({ valid: true, keyId: key.id });
    const atGlobex = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") });
    expect((await verify(atGlobex, key.secret)).body).toEqual(unknown);
    expect((await verify(atGlobex, globex.body.secret as string)).body).toMatchObject({ valid: true });
  });

  test("is for servers: people may not ask, nor a key without the scope", async () => {
    const mock = createMock();
    const key = await keyOf(asEnvironment(mock), mock);

    expect(await verify(await signedIn(mock, "ada", { organization: orgId(mock, "acme") }), key.secret)).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await verify(api(mock, { as: key.secret }), key.secret)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(JSON.stringify(mock.requests) + JSON.stringify(mock.events)).not.toContain(key.secret.slice(34));
  });
});
