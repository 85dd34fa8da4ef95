import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { api, asEnvironment, eventTypes, type Api } from "../../api.ts";

const password = "plinto-demo";
const seed = defineSeed({
  users: {
    ada: { email: "ada@acme.test" },
    grace: { email: "grace@acme.test" },
    bob: { email: "bob@acme.test" },
    max: { email: "max@acme.test", managedBy: "acme" },
    mia: { email: "mia@acme.test", managedBy: "acme" },
    olga: { email: "olga@globex.test" },
    root: { email: "root@plinto.test", superAdmin: true },
  },
  organizations: {
    acme: { owner: "ada", members: { grace: "admin", bob: "member", max: "member", mia: "owner" } },
    globex: { owner: "olga", members: { bob: "member" } },
  },
  apiKeys: { reader: { organization: "acme", createdBy: "grace", scopes: ["sessions:read", "members:manage"] } },
});

describe("listMySessions", () => {
  test("shows the caller's sessions, newest use first, in pages that lead both ways", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const first = await begin(mock, "ada");
    await begin(mock, "grace");
    await mock.clock.advance("1m");
    const second = await begin(mock, "ada");
    await mock.clock.advance("1m");
    const third = await begin(mock, "ada");
    await mock.clock.advance("1m");
    await api(mock).post("/v1/auth/refresh", { refreshToken: first.refreshToken });
    const ids = (answer: { body: { data: { id: string }[] } }) => answer.body.data.map(({ id }) => id);
    const all = await third.api.get("/v1/sessions");
    expect(ids(all)).toEqual([first.id, third.id, second.id]);
    expect(all.body.data.map(({ current }: { current: boolean }) => current)).toEqual([false, true, false]);
    expect(ids(await third.api.get("/v1/sessions?sort=createdAt"))).toEqual([first.id, second.id, third.id]);
    const page = await third.api.get("/v1/sessions?pageSize=2");
    const next = await third.api.get(`/v1/sessions?pageSize=2&cursor=${page.body.nextCursor}`);
    expect([ids(page), ids(next), next.body.nextCursor]).toEqual([[first.id, third.id], [second.id], null]);
    expect(ids(await third.api.get(`/v1/sessions?pageSize=2&cursor=${next.body.prevCursor}`))).toEqual([first.id, third.id]);
    const other = await second.api.get(`/v1/sessions?pageSize=2&sort=createdAt&cursor=${page.body.nextCursor}`);
    expect([other.status, other.body.code]).toEqual([400, "cursor_invalid"]);
    await second.api.post("/v1/auth/sign-out");
    expect(ids(await third.api.get("/v1/sessions"))).toEqual([first.id, third.id]);
    expect(ids(await third.api.get("/v1/sessions?status=revoked"))).toEqual([second.id]);
    expect(ids(await third.api.get("/v1/sessions?createdAt[gte]=2030-01-01T00:02:00Z"))).toEqual([third.id]);
  });
});

describe("revokeOtherSessions", () => {
  test("leaves the session of the call", async () => {
    const mock = createMock({ seed });
    const [one, two, three] = [await begin(mock, "ada"), await begin(mock, "ada"), await begin(mock, "ada")];
    const bystander = await begin(mock, "bob");
    const before = mock.events.length;
    expect((await two.api.delete("/v1/sessions")).status).toBe(204);
    expect(eventTypes(mock, before)).toEqual(["session.revoked", "session.revoked"]);
    for (const ended of [one, three]) expect((await ended.api.get("/v1/auth/session")).body.code).toBe("session_revoked");
    for (const left of [two, bystander]) expect((await left.api.get("/v1/auth/session")).status).toBe(200);
  });
});

describe("getSession, revokeSession and getTokenFamily", () => {
  test("reach the own session, and nobody else's without the right", async () => {
    const mock = createMock({ seed });
    const bob = await begin(mock, "bob", "acme");
    const other = await begin(mock, "bob");
    expect((await bob.api.get(`/v1/sessions/${other.id}`)).body).toMatchObject({ id: other.id, current: false });
    expect((await bob.api.delete(`/v1/sessions/${other.id}`)).status).toBe(204);
    expect((await bob.api.get(`/v1/sessions/${other.id}`)).body.status).toBe("revoked");
    expect((await bob.api.delete(`/v1/sessions/${other.id}`)).body.code).toBe("not_found");
    // The owner rules Bob's membership and not Bob.
    for (const stranger of [await begin(mock, "ada", "acme"), await begin(mock, "olga", "globex"), await begin(mock, "max", "acme")]) {
      expect((await stranger.api.get(`/v1/sessions/${bob.id}`)).status).toBe(404);
      expect((await stranger.api.delete(`/v1/sessions/${bob.id}`)).status).toBe(404);
    }
    expect((await bob.api.get(`/v1/sessions/${bob.id}/family`)).status).toBe(403);
    expect((await api(mock).get(`/v1/sessions/${bob.id}`)).body.code).toBe("unauthenticated");
  });

  test("are open to the environment's key and to a super admin", async () => {
    const mock = createMock({ seed });
    const bob = await begin(mock, "bob");
    const root = await begin(mock, "root");
    for (const caller of [asEnvironment(mock), root.api]) {
      expect((await caller.get(`/v1/sessions/${bob.id}`)).body.userId).toBe(mock.seed.users.bob.id);
      expect((await caller.get(`/v1/sessions/${bob.id}/family`)).body).toMatchObject({
        sessionId: bob.id,
        generation: 1,
        tokens: [{ generation: 1, status: "active", rotatedAt: null }],
      });
    }
    expect((await asEnvironment(mock).get("/v1/sessions/ses_00000000000000000000000000")).body.code).toBe("not_found");
    expect((await root.api.delete(`/v1/sessions/${bob.id}`)).status).toBe(204);
    expect((await bob.api.get("/v1/users/me")).body.code).toBe("session_revoked");
  });

  test("are open to owner, admin and key of the organization that manages the person, up to their level", async () => {
    const mock = createMock({ seed });
    const max = await begin(mock, "max");
    const mia = await begin(mock, "mia");
    const grace = await begin(mock, "grace", "acme");
    expect((await grace.api.get(`/v1/sessions/${max.id}`)).status).toBe(200);
    const key = api(mock, { as: mock.seed.apiKeys.reader.secret });
    expect((await key.get(`/v1/sessions/${max.id}/family`)).status).toBe(200);
    expect((await key.get(`/v1/sessions/${grace.id}/family`)).status).toBe(404);
    const higher = await grace.api.delete(`/v1/sessions/${mia.id}`);
    expect([higher.status, higher.body.code]).toEqual([403, "cannot_act_on_higher_role"]);
    expect((await grace.api.delete(`/v1/sessions/${max.id}`)).status).toBe(204);
    expect((await (await begin(mock, "ada", "acme")).api.delete(`/v1/sessions/${mia.id}`)).status).toBe(204);
    expect((await (await begin(mock, "olga", "globex")).api.get(`/v1/sessions/${max.id}`)).status).toBe(404);
  });

  test("revokeSession obeys If-Match", async () => {
    const mock = createMock({ seed });
    const bob = await begin(mock, "bob");
    const read = await bob.api.get(`/v1/sessions/${bob.id}`);
    expect((await bob.api.delete(`/v1/sessions/${bob.id}`, { "if-match": '"99"' })).body.code).toBe("precondition_failed");
    expect((await bob.api.delete(`/v1/sessions/${bob.id}`, { "if-match": read.headers.get("etag")! })).status).toBe(204);
  });
});

describe("introspectSession", () => {
  test("tells what access and refresh tokens are worth, and never fails for one that is worth nothing", async () => {
    const mock = createMock({ seed, clock: "virtual" });
    const bob = await begin(mock, "bob", "acme");
    const ask = async (token: string) => (await asEnvironment(mock).post("/v1/sessions/introspect", { token })).body;
    const place = {
      active: true,
      sessionId: bob.id,
      userId: mock.seed.users.bob.id,
      organizationId: mock.seed.organizations.acme.id,
      organizationRole: "member",
    };
    expect(await ask(bob.accessToken)).toEqual({ ...place, expiresAt: "2030-01-01T00:05:00.000Z", expiresInSeconds: 300 });
    expect(await ask(bob.refreshToken)).toEqual({ ...place, expiresAt: "2030-01-31T00:00:00.000Z", expiresInSeconds: 2_592_000 });
    expect(await ask("nonsense")).toEqual({ active: false, reason: "unknown" });
    const elsewhere = (await api(mock).post("/v1/auth/refresh", { refreshToken: bob.refreshToken, audience: "https://api.acme.test" })).body;
    expect(await ask(elsewhere.accessToken)).toMatchObject({ active: true, sessionId: bob.id });
    expect(await ask(bob.refreshToken)).toEqual({ active: false, reason: "revoked" });
    await mock.clock.advance("5m");
    expect(await ask(bob.accessToken)).toEqual({ active: false, reason: "expired" });
    await asEnvironment(mock).delete(`/v1/sessions/${bob.id}`);
    expect(await ask(elsewhere.refreshToken)).toEqual({ active: false, reason: "revoked" });
    const max = await begin(mock, "max");
    await asEnvironment(mock).post(`/v1/users/${mock.seed.users.max.id}/ban`);
    expect(await ask(max.accessToken)).toEqual({ active: false, reason: "user_banned" });
  });

  test("is for the environment's key and super admins", async () => {
    const mock = createMock({ seed });
    const ada = await begin(mock, "ada");
    expect((await ada.api.post("/v1/sessions/introspect", { token: "x" })).body.code).toBe("permission_denied");
    expect((await (await begin(mock, "root")).api.post("/v1/sessions/introspect", { token: ada.accessToken })).body.active).toBe(true);
  });

  test("tells no organization to somebody who is no longer in it", async () => {
    const mock = createMock({ seed });
    const bob = await begin(mock, "bob", "acme");
    await asEnvironment(mock).delete(`/v1/organizations/${mock.seed.organizations.acme.id}/members/${mock.seed.users.bob.id}`);
    const told = (await asEnvironment(mock).post("/v1/sessions/introspect", { token: bob.accessToken })).body;
    expect(told).toMatchObject({ active: true });
    expect(told).not.toHaveProperty("organizationId");
  });

  test("names no organization that is about to be deleted, but to its owners", async () => {
    const mock = createMock({ seed });
    const [bob, ada] = [await begin(mock, "bob", "acme"), await begin(mock, "ada", "acme")];
    await ada.api.delete(`/v1/organizations/${mock.seed.organizations.acme.id}`);
    const told = async ({ accessToken }: Begun) => (await asEnvironment(mock).post("/v1/sessions/introspect", { token: accessToken })).body;
    expect(await told(bob)).not.toHaveProperty("organizationId");
    expect(await told(ada)).toMatchObject({ active: true, organizationId: mock.seed.organizations.acme.id });
  });
});

interface Begun {
  readonly id: string;
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly api: Api;
}

async function begin(mock: Mock<typeof seed>, person: keyof typeof seed.users, organization?: "acme" | "globex"): Promise<Begun> {
  await mock.ready();
  const organizationId = organization && mock.seed.organizations[organization].id;
  const { session } = (
    await api(mock).post("/v1/auth/sign-in", { email: mock.seed.users[person].email, password, ...(organizationId ? { organizationId } : {}) })
  ).body;
  return { id: session.id, refreshToken: session.refreshToken, accessToken: session.accessToken, api: api(mock, { as: session.accessToken }) };
}
