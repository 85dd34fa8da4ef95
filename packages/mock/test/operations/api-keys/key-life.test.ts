import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { asEnvironment, eventTypes, orgId, signedIn, userId, type Answer } from "../../api.ts";
import { keysOf, keyOf, members } from "./acme-keys.ts";

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
