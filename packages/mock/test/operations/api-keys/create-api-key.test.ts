import { describe, expect, test } from "vitest";
import { createMock, defineSeed } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId, type Answer } from "../../api.ts";
import { keysOf, keyOf, members } from "./acme-keys.ts";

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
