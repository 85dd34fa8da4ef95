import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { accessTokenOf, api, asEnvironment, orgId, signedIn, type Answer } from "../../api.ts";
import { keyOf, members } from "./acme-keys.ts";

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
