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
    olga: { email: "olga@globex.test" },
  },
  organizations: { acme: { owner: "ada", members: { grace: "admin", bob: "member", max: "member" } }, globex: { owner: "olga", members: { bob: "member" } } },
  apiKeys: { manager: { organization: "acme", createdBy: "grace", scopes: ["sessions:read", "members:manage"] } },
});

describe("listOrganizationSessions", () => {
  test("shows who stands in the organization, with addresses only of the people it manages", async () => {
    const mock = createMock({ seed });
    const max = await begin(mock, "max", "acme");
    const bob = await begin(mock, "bob", "acme");
    await begin(mock, "bob", "globex");
    const grace = await begin(mock, "grace", "acme");
    const path = `/v1/organizations/${mock.seed.organizations.acme.id}/sessions`;
    const rows = (body: { data: { id: string; userAgent: string | null }[] }) => Object.fromEntries(body.data.map((row) => [row.id, row.userAgent]));
    for (const caller of [grace.api, api(mock, { as: mock.seed.apiKeys.manager.secret })])
      expect(rows((await caller.get(path)).body)).toEqual({ [max.id]: "max-client", [bob.id]: null, [grace.id]: null });
    expect(rows((await asEnvironment(mock).get(path)).body)).toEqual({ [max.id]: "max-client", [bob.id]: "bob-client", [grace.id]: "grace-client" });
    expect(rows((await grace.api.get(`${path}?userId=${mock.seed.users.bob.id}`)).body)).toEqual({ [bob.id]: null });
    expect((await bob.api.get(path)).body.code).toBe("permission_denied");
    expect((await (await begin(mock, "olga")).api.get(path)).body.code).toBe("not_found");
  });
});

describe("revokeOrganizationSessions", () => {
  test("closes the organization to one member until the member authenticates again, and nothing else", async () => {
    const mock = createMock({ seed });
    const { acme, globex } = mock.seed.organizations;
    const bob = await begin(mock, "bob", "acme");
    const elsewhere = await begin(mock, "bob", "globex");
    const grace = await begin(mock, "grace", "acme");
    const before = mock.events.length;
    const done = await grace.api.post(`/v1/organizations/${acme.id}/sessions/revoke`, { userId: mock.seed.users.bob.id });
    expect([done.status, done.body]).toEqual([202, { revokedSessions: 1 }]);
    expect(mock.events.slice(before)).toMatchObject([
      { type: "auth.organization_switched", organizationId: acme.id, data: { userId: mock.seed.users.bob.id, sessionId: bob.id } },
    ]);
    expect(eventTypes(mock, before)).toHaveLength(1);
    expect((await bob.api.get("/v1/auth/session")).body).toMatchObject({ organizationId: null, status: "active" });
    for (const caller of [bob, elsewhere]) {
      const closed = await caller.api.get(`/v1/organizations/${acme.id}`);
      expect([closed.status, closed.body.code, closed.body.challenge]).toEqual([
        403,
        "step_up_required",
        { maxAgeSeconds: 600, methods: ["password", "magic_link", "otp"], sessionId: caller.id },
      ]);
      expect((await caller.api.post("/v1/auth/switch-organization", { organizationId: acme.id })).body.code).toBe("step_up_required");
      expect((await api(mock).post("/v1/auth/refresh", { refreshToken: caller.refreshToken, organizationId: acme.id })).body.code).toBe("step_up_required");
      expect((await caller.api.get(`/v1/organizations/${globex.id}`)).status).toBe(200);
    }
    expect((await bob.api.post("/v1/auth/step-up", { method: "password", password })).status).toBe(200);
    expect((await bob.api.get(`/v1/organizations/${acme.id}`)).status).toBe(200);
    expect((await elsewhere.api.get(`/v1/organizations/${acme.id}`)).status).toBe(403);
  });

  test("of all members spares the session of the call and those who rank above", async () => {
    const mock = createMock({ seed });
    const path = `/v1/organizations/${mock.seed.organizations.acme.id}`;
    const [ada, bob, grace, second] = [
      await begin(mock, "ada", "acme"),
      await begin(mock, "bob", "acme"),
      await begin(mock, "grace", "acme"),
      await begin(mock, "grace", "acme"),
    ];
    expect((await grace.api.post(`${path}/sessions/revoke`)).body).toEqual({ revokedSessions: 2 });
    expect((await ada.api.get(path)).status).toBe(200);
    expect((await grace.api.get(path)).status).toBe(200);
    for (const out of [bob, second]) expect((await out.api.get(path)).body.code).toBe("step_up_required");
  });

  test("refuses who may not, and whom it does not reach", async () => {
    const mock = createMock({ seed });
    const { acme } = mock.seed.organizations;
    const path = `/v1/organizations/${acme.id}/sessions/revoke`;
    const grace = await begin(mock, "grace", "acme");
    const owner = await grace.api.post(path, { userId: mock.seed.users.ada.id });
    expect([owner.status, owner.body.code]).toEqual([403, "cannot_act_on_higher_role"]);
    const stranger = await grace.api.post(path, { userId: mock.seed.users.olga.id });
    expect([stranger.status, stranger.body.code]).toEqual([404, "member_not_found"]);
    expect((await (await begin(mock, "bob", "acme")).api.post(path)).body.code).toBe("permission_denied");
    expect((await (await begin(mock, "olga")).api.post(path)).body.code).toBe("not_found");
    expect((await api(mock, { as: mock.seed.apiKeys.manager.secret }).post(path, { userId: mock.seed.users.bob.id })).status).toBe(202);
  });
});

interface Begun {
  readonly id: string;
  readonly refreshToken: string;
  readonly api: Api;
}

async function begin(mock: Mock<typeof seed>, person: keyof typeof seed.users, organization?: "acme" | "globex"): Promise<Begun> {
  await mock.ready();
  const organizationId = organization && mock.seed.organizations[organization].id;
  const { session } = (
    await api(mock).post(
      "/v1/auth/sign-in",
      { email: mock.seed.users[person].email, password, ...(organizationId ? { organizationId } : {}) },
      { "user-agent": `${person}-client` },
    )
  ).body;
  return { id: session.id, refreshToken: session.refreshToken, api: api(mock, { as: session.accessToken }) };
}
