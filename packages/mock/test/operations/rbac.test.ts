import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { api, asEnvironment, orgId, signedIn, userId, type Answer, type Api } from "../api.ts";

function atAcme(mock: Mock, person: string): Promise<Api> {
  return signedIn(mock, person, { organization: orgId(mock, "acme") });
}

function environmentAt(mock: Mock, organization = "acme"): Api {
  return api(mock, { as: mock.keys.secretKey, organization: orgId(mock, organization) });
}

const check = (caller: Api, permission: string, more: object = {}): Promise<Answer> => caller.post("/v1/rbac/check", { permission, ...more });
const editor = (mock: Mock): string => (mock.seed.roles as Readonly<Record<string, { readonly id: string }>>)["editor"]!.id;

describe("checkPermission", () => {
  test("names the system role or the custom role that gives the permission", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");

    expect(await check(bob, "org:read")).toMatchObject({
      status: 200,
      body: {
        allowed: true,
        reason: "granted",
        permission: "org:read",
        subject: { type: "user", id: userId(mock, "bob") },
        via: [{ type: "system_role", id: "member", name: "Member", limit: null }],
      },
    });
    expect((await check(bob, "blog:publish")).body).toMatchObject({ allowed: true, via: [{ type: "custom_role", id: editor(mock), name: "Editor" }] });
    expect((await check(bob, "blog:write")).body.via.map((source: { id: string }) => source.id)).toEqual(["member", editor(mock)]);
    expect((await check(bob, "org:delete")).body).toMatchObject({ allowed: false, reason: "not_granted", via: [] });
  });

  test("decides as the call itself would be decided", async () => {
    const mock = createMock();
    for (const person of ["ada", "grace", "bob", "vera"]) {
      const caller = await atAcme(mock, person);
      const { allowed } = (await check(caller, "org:update")).body;
      const answer = await caller.patch(`/v1/organizations/${orgId(mock, "acme")}`, { publicMetadata: { by: person } });
      expect(answer.status === 200).toBe(allowed);
    }
  });

  test("is about the caller for everybody, and about others for those who may ask", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");
    const grace = await atAcme(mock, "grace");

    expect((await check(bob, "org:read", { userId: userId(mock, "bob") })).body.allowed).toBe(true);
    expect(await check(bob, "org:read", { userId: userId(mock, "ada") })).toMatchObject({
      status: 403,
      body: { code: "permission_denied", detail: "The caller lacks the permission policies:evaluate, which asking about others takes." },
    });
    expect((await check(grace, "org:delete", { userId: userId(mock, "ada") })).body).toMatchObject({ allowed: true, via: [{ id: "owner" }] });
    expect((await check(environmentAt(mock), "org:delete", { userId: userId(mock, "grace") })).body).toMatchObject({ allowed: false, reason: "not_granted" });
  });

  test("answers the same of a user elsewhere and of one who does not exist", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const nobody = `usr_${"0".repeat(26)}`;

    for (const subject of [userId(mock, "olga"), userId(mock, "root"), nobody]) {
      expect((await check(grace, "org:read", { userId: subject })).body).toEqual({
        allowed: false,
        reason: "not_a_member",
        permission: "org:read",
        subject: { type: "user", id: subject },
        via: [],
      });
    }
  });

  test("knows the organization of the call only: what somebody is elsewhere does not count", async () => {
    const mock = createMock();
    await (await signedIn(mock, "olga")).patch(`/v1/organizations/${orgId(mock, "globex")}/members/${userId(mock, "bob")}`, { role: "owner" });

    expect((await check(environmentAt(mock, "globex"), "org:delete", { userId: userId(mock, "bob") })).body.allowed).toBe(true);
    expect((await check(environmentAt(mock), "org:delete", { userId: userId(mock, "bob") })).body.allowed).toBe(false);
    expect(await check(await signedIn(mock, "olga"), "org:read", {})).toMatchObject({ status: 400, body: { code: "organization_required" } });
    expect(
      await (await signedIn(mock, "olga")).post("/v1/rbac/check", { permission: "org:read" }, { "plinto-organization": orgId(mock, "acme") }),
    ).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test("says what keeps everything from counting", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const ask = async (person: string): Promise<Answer["body"]> => (await check(environmentAt(mock), "org:read", { userId: userId(mock, person) })).body;

    await ada.post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}/suspend`);
    expect(await ask("bob")).toMatchObject({ allowed: false, reason: "member_suspended", via: [] });
    await asEnvironment(mock).post(`/v1/users/${userId(mock, "vera")}/ban`);
    expect(await ask("vera")).toMatchObject({ allowed: false, reason: "user_banned", via: [] });
    await ada.delete(`/v1/organizations/${orgId(mock, "acme")}`);
    expect(await ask("grace")).toMatchObject({ allowed: false, reason: "organization_suspended", via: [] });
  });

  test("holds a limited permission for a resource inside the limit only", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, mia: { email: "mia@acme.test", managedBy: "acme" }, bob: { email: "bob@acme.test" } },
      organizations: { acme: { owner: "ada", members: { mia: "viewer", bob: "member" } } },
    });
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const mia = await atAcme(mock, "mia");
    const user = (person: string): object => ({ resource: { type: "user", id: userId(mock, person) } });
    const limited = (limit: string): object => ({ allowed: false, reason: "outside_limit", via: [{ type: "system_role", limit }] });

    expect((await check(ada, "users:manage")).body).toMatchObject(limited("managedBy"));
    expect((await check(ada, "users:manage", user("bob"))).body).toMatchObject(limited("managedBy"));
    expect((await check(ada, "users:manage", user("mia"))).body).toMatchObject({ allowed: true, reason: "granted" });
    expect((await check(mia, "policies:evaluate", user("bob"))).body).toMatchObject(limited("self"));
    expect((await check(mia, "policies:evaluate", user("mia"))).body.allowed).toBe(true);
    expect((await check(mia, "audit:read")).body).toMatchObject(limited("own"));
    expect((await check(mia, "audit:read", { resource: { type: "audit_log", id: "1", ownerUserId: userId(mock, "mia") } })).body.allowed).toBe(true);
    expect((await check(mia, "audit:read", { resource: { type: "audit_log", id: "1", ownerUserId: userId(mock, "ada") } })).body).toMatchObject(limited("own"));
  });

  test("denies what is to be done to a thing of another organization", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    const team = (mock.seed.teams as Readonly<Record<string, { readonly id: string }>>)["platform"]!.id;
    const { id: invitation } = (await ada.post("/v1/invitations", { email: "new@acme.test" })).body as { id: string };
    const things = [
      { type: "organization", id: orgId(mock, "acme") },
      { type: "team", id: team },
      { type: "role", id: editor(mock) },
      { type: "invitation", id: invitation },
      { type: "user", id: userId(mock, "vera") },
    ];

    for (const resource of things) {
      expect((await check(ada, "org:update", { resource })).body).toMatchObject({ allowed: true });
      expect((await check(olga, "org:update", { resource })).body).toMatchObject({ allowed: false, reason: "resource_not_found", via: [] });
    }
    expect((await check(olga, "org:update", { resource: { type: "invoice", id: "4711" } })).body.allowed).toBe(true);
  });

  test("explains a key by its scope and by what its creator holds", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, grace: { email: "grace@acme.test" } },
      organizations: { acme: { owner: "ada", members: { grace: "admin" } } },
      apiKeys: { bot: { organization: "acme", createdBy: "grace", scopes: ["policies:evaluate", "org:update"] } },
    });
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const key = api(mock, { as: mock.seed.apiKeys.bot.secret });
    const subject = { type: "organization_key", id: mock.seed.apiKeys.bot.id };

    expect((await check(key, "org:update")).body).toMatchObject({
      allowed: true,
      subject,
      via: [
        { type: "organization_key", id: mock.seed.apiKeys.bot.id, name: "bot" },
        { type: "system_role", id: "admin" },
      ],
    });
    expect((await check(key, "org:read")).body).toMatchObject({ allowed: false, reason: "not_granted", subject, via: [] });
    expect((await check(key, "org:read", { userId: userId(mock, "ada") })).body.allowed).toBe(true);
    await ada.patch(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "grace")}`, { role: "member" });
    expect(await check(key, "org:read", { userId: userId(mock, "ada") })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await check(key, "org:update")).body).toMatchObject({ allowed: false, reason: "creator_lost_permission", via: [{ type: "organization_key" }] });
  });

  test("explains the environment's key, which rules no platform", async () => {
    const mock = createMock();

    expect((await check(environmentAt(mock), "org:delete")).body).toMatchObject({
      allowed: true,
      subject: { type: "environment_key" },
      via: [{ type: "environment_key", name: "Default" }],
    });
    expect((await check(environmentAt(mock), "platform:read")).body).toMatchObject({ allowed: false, reason: "not_granted" });
  });

  test("refuses a permission that is none", async () => {
    const mock = createMock();

    expect(await check(await atAcme(mock, "ada"), "org:explode")).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/permission", code: "enum" }] },
    });
  });
});

describe("checkPermissionsBatch", () => {
  const batch = (caller: Api, checks: readonly object[]): Promise<Answer> => caller.post("/v1/rbac/check/batch", { checks });

  test("answers each question as checkPermission does, in their order", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const checks = [{ permission: "org:delete" }, { permission: "org:update" }, { permission: "org:delete", userId: userId(mock, "ada") }];

    const answer = await batch(grace, checks);

    expect(answer.status).toBe(200);
    expect(answer.body.results.map((result: { allowed: boolean }) => result.allowed)).toEqual([false, true, true]);
    const single = await Promise.all(checks.map(async (question) => (await grace.post("/v1/rbac/check", question)).body));
    expect(answer.body.results).toEqual(single);
  });

  test("takes a hundred questions and not one more", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");
    const checks = Array.from({ length: 101 }, () => ({ permission: "org:read" }));

    expect((await batch(grace, checks.slice(1))).body.results).toHaveLength(100);
    expect(await batch(grace, checks)).toMatchObject({ status: 413, body: { code: "batch_too_large", detail: "Ask at most 100 questions at once." } });
    expect(await batch(grace, [])).toMatchObject({ status: 400, body: { code: "validation_failed", errors: [{ pointer: "/checks" }] } });
  });

  test("refuses the whole batch when one question is not the caller's to ask", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");

    expect((await batch(bob, [{ permission: "org:read" }, { permission: "org:delete" }])).status).toBe(200);
    expect(await batch(bob, [{ permission: "org:read" }, { permission: "org:read", userId: userId(mock, "ada") }])).toMatchObject({
      status: 403,
      body: {
        code: "permission_denied",
        detail: "The caller lacks the permission policies:evaluate, which asking about others takes, as /checks/1/userId does.",
      },
    });
  });
});

describe("listPermissions", () => {
  test("is the whole catalogue with groups and holders", async () => {
    const mock = createMock();
    const vera = await atAcme(mock, "vera");

    const answer = await vera.get("/v1/rbac/permissions?pageSize=100");

    expect(answer.status).toBe(200);
    expect(answer.body.data).toHaveLength(64);
    expect(answer.body.data.find((entry: { permission: string }) => entry.permission === "users:manage")).toEqual({
      permission: "users:manage",
      group: "Users and sessions",
      description: "Change, ban and delete users.",
      grantable: false,
      systemRoles: [
        { role: "super_admin", limit: null },
        { role: "owner", limit: "managedBy" },
        { role: "admin", limit: "managedBy" },
      ],
    });
    expect(answer.body.data.find((entry: { permission: string }) => entry.permission === "blog:publish")).toMatchObject({
      group: "Workspace",
      grantable: true,
    });
  });

  test("is paged and filtered", async () => {
    const mock = createMock();
    const environment = asEnvironment(mock);
    const list = async (query: string): Promise<string[]> =>
      (await environment.get(`/v1/rbac/permissions?${query}`)).body.data.map((entry: { permission: string }) => entry.permission);

    expect(await list("pageSize=2")).toEqual(["platform:read", "platform:users"]);
    expect(await list("group=Audit")).toEqual(["audit:read", "audit:export", "audit:manage"]);
    expect(await list("q=invite")).toEqual(["members:invite"]);
    expect(await list("grantable=false&pageSize=100")).toEqual([
      "platform:read",
      "platform:users",
      "platform:orgs",
      "platform:moderate",
      "platform:flags",
      "platform:impersonate",
      "org:transfer",
      "users:manage",
      "sessions:read",
      "sessions:revoke",
    ]);
  });

  test("asks a user for an organization", async () => {
    const mock = createMock();

    expect(await (await signedIn(mock, "bob")).get("/v1/rbac/permissions")).toMatchObject({ status: 400, body: { code: "organization_required" } });
    expect(await api(mock).get("/v1/rbac/permissions")).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  });
});

describe("getEffectivePermissions", () => {
  const effective = (caller: Api, mock: Mock, person: string): Promise<Answer> => caller.get(`/v1/rbac/users/${userId(mock, person)}/permissions`);

  test("shows all that a member holds with where it comes from", async () => {
    const mock = createMock();
    const bob = await atAcme(mock, "bob");

    const answer = await effective(bob, mock, "bob");

    expect(answer).toMatchObject({
      status: 200,
      body: { organizationId: orgId(mock, "acme"), userId: userId(mock, "bob"), status: "active", role: "member", customRoleIds: [editor(mock)] },
    });
    const of = (permission: string): unknown => answer.body.permissions.find((entry: { permission: string }) => entry.permission === permission);
    expect(of("blog:publish")).toEqual({
      permission: "blog:publish",
      limit: null,
      via: [{ type: "custom_role", id: editor(mock), name: "Editor", limit: null }],
    });
    expect(of("audit:read")).toEqual({ permission: "audit:read", limit: "own", via: [{ type: "system_role", id: "member", name: "Member", limit: "own" }] });
    expect(of("org:update")).toBeUndefined();
  });

  test("says the same as a check of each permission", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const names = (await ada.get("/v1/rbac/permissions?pageSize=100")).body.data.map((entry: { permission: string }) => entry.permission) as string[];
    for (const person of ["ada", "grace", "bob", "vera"]) {
      const held = (await effective(ada, mock, person)).body.permissions as { permission: string; limit: string | null; via: unknown }[];
      const checks = names.map((permission) => ({ permission, userId: userId(mock, person) }));
      const { results } = (await ada.post("/v1/rbac/check/batch", { checks })).body as {
        results: { allowed: boolean; permission: string; reason: string; via: unknown }[];
      };
      for (const result of results) {
        const entry = held.find(({ permission }) => permission === result.permission);
        expect(result).toMatchObject({
          allowed: entry?.limit === null,
          reason: entry === undefined ? "not_granted" : entry.limit === null ? "granted" : "outside_limit",
          via: entry?.via ?? [],
        });
      }
    }
  });

  test("lifts the limit of a system role when a custom role gives the permission whole", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, vera: { email: "vera@acme.test" } },
      organizations: { acme: { owner: "ada", members: { vera: "viewer" } } },
      roles: { auditor: { organization: "acme", permissions: ["audit:read"], members: ["vera"] } },
    });
    const mock = createMock({ seed });
    const vera = await atAcme(mock, "vera");

    const held = (await effective(vera, mock, "vera")).body.permissions as { permission: string }[];

    expect(held.find(({ permission }) => permission === "audit:read")).toMatchObject({ limit: null, via: [{ limit: "own" }, { limit: null }] });
    expect((await check(vera, "audit:read")).body.allowed).toBe(true);
  });

  test("gives nothing while the membership is not in force", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    await ada.post(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}/suspend`);

    expect((await effective(ada, mock, "bob")).body).toMatchObject({ status: "member_suspended", role: "member", permissions: [] });
  });

  test("is not there of a user outside, nor for a stranger", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");

    expect(await effective(ada, mock, "olga")).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(
      await (await signedIn(mock, "olga")).get(`/v1/rbac/users/${userId(mock, "bob")}/permissions`, { "plinto-organization": orgId(mock, "acme") }),
    ).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});
