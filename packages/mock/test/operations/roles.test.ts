import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { accessTokenOf, api, asEnvironment, eventTypes, orgId, signedIn, userId, type Answer, type Api } from "../api.ts";

const roles = "/v1/policies/roles";
const unknownRole = `role_${"0".repeat(26)}`;
const ids = (answer: Answer): string[] => answer.body.data.map((role: { id: string }) => role.id);
const editor = (mock: Mock): string => (mock.seed.roles as Readonly<Record<string, { readonly id: string }>>)["editor"]!.id;

/** Somebody who stands in Acme. */
function atAcme(mock: Mock, person: string): Promise<Api> {
  return signedIn(mock, person, { organization: orgId(mock, "acme") });
}

async function newRole(caller: Api, name: string, permissions: readonly string[]): Promise<string> {
  const answer = await caller.post(roles, { name, permissions });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.id as string;
}

describe("createRole", () => {
  test("makes a role of permissions that the caller holds, with a slug of its name", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.post(roles, { name: "Billing manager", description: "Pays the bills.", permissions: ["billing:manage", "billing:read"] });

    expect(answer).toMatchObject({
      status: 201,
      body: {
        organizationId: orgId(mock, "acme"),
        type: "custom",
        slug: "billing-manager",
        name: "Billing manager",
        description: "Pays the bills.",
        level: null,
        permissions: ["billing:read", "billing:manage"],
        limitedPermissions: [],
        version: 1,
      },
    });
    expect((await ada.get(`${roles}/${answer.body.id}`)).body).toEqual(answer.body);
    expect(eventTypes(mock, since)).toEqual(["role.created"]);
    expect(mock.events.at(-1)).toMatchObject({ target: { type: "role", id: answer.body.id, version: 1 }, data: { slug: "billing-manager" } });
  });

  test("refuses what the caller does not hold, and names it", async () => {
    const mock = createMock();
    const grace = await atAcme(mock, "grace");

    expect(await grace.post(roles, { name: "Boss", permissions: ["members:manage", "billing:manage", "org:delete"] })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", detail: "The caller does not hold billing:manage, org:delete.", permissions: ["billing:manage", "org:delete"] },
    });
  });

  test.each(["platform:impersonate", "users:manage", "sessions:revoke", "org:transfer"])("gives %s to nobody, whoever asks", async (permission) => {
    const mock = createMock();
    const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
    const refused = { status: 400, body: { code: "validation_failed", errors: [{ pointer: "/permissions/1", code: "not_grantable" }] } };

    expect(await environment.post(roles, { name: "Too much", permissions: ["org:read", permission] })).toMatchObject(refused);
    expect(await (await atAcme(mock, "ada")).post(roles, { name: "Too much", permissions: ["org:read", permission] })).toMatchObject(refused);
  });

  test("refuses an unknown permission and a slug that is taken, those of system roles among them", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const taken = { status: 409, body: { code: "slug_taken", title: "The slug is taken" } };

    expect(await ada.post(roles, { name: "X", permissions: ["org:explode"] })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/permissions/0", code: "enum" }] },
    });
    expect(await ada.post(roles, { name: "X", slug: "editor", permissions: ["org:read"] })).toMatchObject(taken);
    expect(await ada.post(roles, { name: "X", slug: "owner", permissions: ["org:read"] })).toMatchObject(taken);
    expect((await ada.post(roles, { name: "Owner", permissions: ["org:read"] })).body.slug).toBe("owner-2");
  });

  test("lets a key give what its scopes and its creator hold", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" } },
      organizations: { acme: { owner: "ada" } },
      apiKeys: { roles: { organization: "acme", createdBy: "ada", scopes: ["roles:manage", "org:read"] } },
    });
    const mock = createMock({ seed });
    await mock.ready();
    const key = api(mock, { as: mock.seed.apiKeys.roles.secret });

    expect((await key.post(roles, { name: "Reader", permissions: ["org:read"] })).status).toBe(201);
    expect(await key.post(roles, { name: "Writer", permissions: ["org:update"] })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", permissions: ["org:update"] },
    });
  });

  test("is for those who manage roles, and asks for an organization", async () => {
    const mock = createMock();
    const body = { name: "X", permissions: ["org:read"] };

    expect(await (await atAcme(mock, "bob")).post(roles, body)).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect(await (await signedIn(mock, "olga")).post(roles, body, { "plinto-organization": orgId(mock, "acme") })).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
    expect(await asEnvironment(mock).post(roles, body)).toMatchObject({ status: 400, body: { code: "organization_required" } });
  });
});

describe("listRoles and getRole", () => {
  test("show the system roles by rank and then the organization's own", async () => {
    const mock = createMock();
    const vera = await atAcme(mock, "vera");

    expect(ids(await vera.get(roles))).toEqual(["owner", "admin", "member", "viewer", editor(mock)]);
    expect(ids(await vera.get(`${roles}?type=custom`))).toEqual([editor(mock)]);
    expect(ids(await vera.get(`${roles}?permission=audit:export`))).toEqual(["owner", "admin"]);
    expect(ids(await vera.get(`${roles}?q=EDIT`))).toEqual([editor(mock)]);
    expect(ids(await vera.get(`${roles}?sort=name`))).toEqual(["admin", editor(mock), "member", "owner", "viewer"]);
    const first = await vera.get(`${roles}?pageSize=3`);
    expect(ids(await vera.get(`${roles}?pageSize=3&cursor=${first.body.nextCursor}`))).toEqual(["viewer", editor(mock)]);
  });

  test("tell what a system role gives, also within limits", async () => {
    const mock = createMock();
    const vera = await atAcme(mock, "vera");

    expect((await vera.get(`${roles}/viewer`)).body).toMatchObject({
      id: "viewer",
      type: "system",
      slug: "viewer",
      name: "Viewer",
      level: 1,
      permissions: ["org:read", "members:read", "teams:read", "roles:read", "comm:read", "connectors:read", "agents:read", "blog:read", "analytics:read"],
      limitedPermissions: [
        { permission: "policies:evaluate", limit: "self" },
        { permission: "audit:read", limit: "own" },
      ],
    });
    expect((await vera.get(`${roles}/owner`)).body.level).toBe(4);
  });

  test("do not know the roles of another organization", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });

    expect(ids(await olga.get(roles))).toEqual(["owner", "admin", "member", "viewer"]);
    expect(await olga.get(`${roles}/${editor(mock)}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await olga.post(`${roles}/${editor(mock)}/assign`, { userId: userId(mock, "bob") })).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await olga.get(`${roles}/super_admin`)).toMatchObject({ status: 400, body: { code: "validation_failed" } });
  });
});

describe("updateRole", () => {
  test("changes what everybody who has it may do, at once and for operations of any resource", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const bob = await atAcme(mock, "bob");
    const organization = `/v1/organizations/${orgId(mock, "acme")}`;
    expect((await bob.patch(organization, { name: "Bob's" })).status).toBe(403);
    const since = mock.events.length;

    const answer = await ada.patch(`${roles}/${editor(mock)}`, { permissions: ["blog:publish", "org:update"], description: null });

    expect(answer).toMatchObject({ status: 200, body: { permissions: ["org:update", "blog:publish"], description: null, version: 2 } });
    expect(mock.events.slice(since)).toMatchObject([
      { type: "role.updated", changes: { permissions: { before: ["blog:write", "blog:publish"], after: ["org:update", "blog:publish"] } } },
    ]);
    expect((await bob.patch(organization, { name: "Bob's" })).status).toBe(200);
    await ada.patch(`${roles}/${editor(mock)}`, { permissions: ["blog:publish"] });
    expect(await bob.patch(organization, { name: "Bob's again" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });

  test("is refused to whoever does not hold all that the role gives, before or after", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    const billing = await newRole(ada, "Billing", ["billing:manage"]);

    expect(await grace.patch(`${roles}/${editor(mock)}`, { permissions: ["audit:manage"] })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", permissions: ["audit:manage"] },
    });
    for (const change of [{ name: "Renamed" }, { permissions: ["org:read"] }]) {
      expect(await grace.patch(`${roles}/${billing}`, change)).toMatchObject({
        status: 403,
        body: { code: "permission_above_actor", permissions: ["billing:manage"] },
      });
    }
    expect(await grace.delete(`${roles}/${billing}`)).toMatchObject({ status: 403, body: { code: "permission_above_actor" } });
    expect((await ada.get(`${roles}/${billing}`)).body).toMatchObject({ name: "Billing", version: 1 });
  });

  test("never changes a system role", async () => {
    const mock = createMock();
    const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "acme") });
    const immutable = { status: 403, body: { code: "system_role_immutable", title: "System roles cannot be changed" } };

    expect(await environment.patch(`${roles}/admin`, { permissions: ["org:read"] })).toMatchObject(immutable);
    expect(await environment.delete(`${roles}/viewer`)).toMatchObject(immutable);
  });

  test("refuses what an older version asks for, and says nothing when nothing changes", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const before = await ada.get(`${roles}/${editor(mock)}`);
    const since = mock.events.length;
    expect((await ada.patch(`${roles}/${editor(mock)}`, { name: "Editor" })).body.version).toBe(1);
    expect(eventTypes(mock, since)).toEqual([]);
    await ada.patch(`${roles}/${editor(mock)}`, { name: "Chief editor" });

    expect(await ada.patch(`${roles}/${editor(mock)}`, { name: "Late" }, { "if-match": before.headers.get("etag")! })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed" },
    });
    expect(await ada.patch(`${roles}/${unknownRole}`, { name: "None" })).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("deleteRole", () => {
  test("deletes what nobody has", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    expect(await ada.delete(`${roles}/${editor(mock)}`)).toMatchObject({ status: 409, body: { code: "role_in_use", title: "Members have the role" } });
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/members?customRoleId=${editor(mock)}`)).body.data).toMatchObject([
      { userId: userId(mock, "bob") },
    ]);
    await ada.delete(`${roles}/${editor(mock)}/unassign?userId=${userId(mock, "bob")}`);
    expect((await ada.delete(`${roles}/${editor(mock)}`)).status).toBe(204);

    expect(await ada.get(`${roles}/${editor(mock)}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(eventTypes(mock, since).filter((type) => type !== "access.denied")).toEqual(["role.unassigned", "member.updated", "role.deleted"]);
  });

  test("counts a membership that ended as nobody", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const member = `/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`;

    await ada.delete(member);

    expect((await ada.delete(`${roles}/${editor(mock)}`)).status).toBe(204);
  });
});

describe("assignRole and unassignRole", () => {
  const path = (role: string, action: "assign" | "unassign" = "assign"): string => `${roles}/${role}/${action}`;

  test("give a custom role beside the system role and take it away", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.post(path(editor(mock)), { userId: userId(mock, "vera") });
    expect(answer).toMatchObject({ status: 200, body: { userId: userId(mock, "vera"), role: "viewer", customRoleIds: [editor(mock)], version: 2 } });
    expect(await ada.post(path(editor(mock)), { userId: userId(mock, "vera") })).toMatchObject({
      status: 409,
      body: { code: "already_assigned", title: "The member has the role already" },
    });
    const taken = await ada.delete(`${path(editor(mock), "unassign")}?userId=${userId(mock, "vera")}`);
    expect(taken.status).toBe(204);
    expect(await ada.delete(`${path(editor(mock), "unassign")}?userId=${userId(mock, "vera")}`)).toMatchObject({ status: 404, body: { code: "not_found" } });

    const events = mock.events.slice(since).filter(({ type }) => type !== "access.denied");
    expect(events).toMatchObject([
      { type: "role.assigned", target: { type: "member", id: userId(mock, "vera"), version: 2 }, data: { role: { id: editor(mock) } } },
      { type: "member.updated", changes: { customRoleIds: { before: [], after: [editor(mock)] } } },
      { type: "role.unassigned", data: { member: { customRoleIds: [] } } },
      { type: "member.updated", changes: { customRoleIds: { before: [editor(mock)], after: [] } } },
    ]);
  });

  test("give a system role in place of the one before, by the rules of updateMember", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    const [adaId, bobId] = [userId(mock, "ada"), userId(mock, "bob")];

    expect(await ada.post(path("admin"), { userId: bobId })).toMatchObject({ status: 200, body: { role: "admin", customRoleIds: [editor(mock)] } });
    expect(await ada.post(path("admin"), { userId: bobId })).toMatchObject({ status: 409, body: { code: "already_assigned" } });
    expect(await grace.post(path("owner"), { userId: bobId })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect(await grace.post(path("viewer"), { userId: adaId })).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect(await ada.post(path("member"), { userId: adaId })).toMatchObject({ status: 409, body: { code: "sole_owner" } });
    expect(await ada.post(path("owner"), { userId: bobId })).toMatchObject({ status: 200, body: { role: "owner" } });
    expect(await ada.post(path("member"), { userId: adaId })).toMatchObject({ status: 200, body: { role: "member" } });
    expect((await ada.post(path("member"), { userId: bobId })).status).toBe(403);
  });

  test("leave a viewer when a system role is taken away, and viewer itself stays", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;

    expect((await ada.delete(`${path("member", "unassign")}?userId=${userId(mock, "bob")}`)).status).toBe(204);
    expect((await ada.get(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`)).body.role).toBe("viewer");
    expect(mock.events.slice(since)).toMatchObject([
      { type: "role.unassigned", data: { role: { id: "member" }, member: { role: "viewer" } } },
      { type: "member.updated", changes: { role: { before: "member", after: "viewer" } } },
    ]);
    expect(await ada.delete(`${path("viewer", "unassign")}?userId=${userId(mock, "bob")}`)).toMatchObject({
      status: 409,
      body: { code: "system_role_required", title: "Every membership has a system role" },
    });
    expect(await ada.delete(`${path("admin", "unassign")}?userId=${userId(mock, "bob")}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await ada.delete(`${path("owner", "unassign")}?userId=${userId(mock, "ada")}`)).toMatchObject({ status: 409, body: { code: "sole_owner" } });
  });

  test("refuse a role that gives more than the caller holds, and a person who is no member", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    const billing = await newRole(ada, "Billing", ["billing:read", "billing:manage"]);

    expect(await grace.post(path(billing), { userId: userId(mock, "bob") })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor", detail: "The caller does not hold billing:manage.", permissions: ["billing:manage"] },
    });
    for (const answer of [
      await ada.post(path(billing), { userId: userId(mock, "olga") }),
      await ada.delete(`${path(billing, "unassign")}?userId=${userId(mock, "olga")}`),
    ]) {
      expect(answer).toMatchObject({ status: 404, body: { code: "member_not_found", title: "The user is no member of this organization" } });
    }
    expect(await (await atAcme(mock, "bob")).post(path(editor(mock)), { userId: userId(mock, "vera") })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
  });

  test("rank members of one level by what custom roles give them", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const grace = await atAcme(mock, "grace");
    await ada.post(path("admin"), { userId: userId(mock, "bob") });
    const billing = await newRole(ada, "Billing", ["billing:manage"]);
    const bob = `/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`;
    const above = { status: 403, body: { code: "cannot_act_on_higher_role", title: "The member ranks above the caller" } };

    expect((await grace.post(`${bob}/suspend`)).status).toBe(200);
    await grace.post(`${bob}/restore`);
    await ada.post(path(billing), { userId: userId(mock, "bob") });

    expect(await grace.post(`${bob}/suspend`)).toMatchObject(above);
    expect(await grace.delete(bob)).toMatchObject(above);
    expect(await grace.delete(`${path(billing, "unassign")}?userId=${userId(mock, "bob")}`)).toMatchObject(above);
    expect((await ada.delete(bob)).status).toBe(204);
  });

  test("reach the operations that a custom role opens, no further than the holder's rank", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const keeper = await newRole(ada, "Gate keeper", ["members:invite", "members:manage", "invitations:read"]);
    await ada.post(path(keeper), { userId: userId(mock, "bob") });
    const bob = await atAcme(mock, "bob");
    const members = `/v1/organizations/${orgId(mock, "acme")}/members`;

    expect(await bob.post("/v1/invitations", { email: "new@acme.test", role: "admin" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect((await bob.post("/v1/invitations", { email: "new@acme.test", role: "member" })).status).toBe(201);
    expect(await bob.patch(`${members}/${userId(mock, "vera")}`, { role: "admin" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect((await bob.patch(`${members}/${userId(mock, "vera")}`, { role: "member" })).status).toBe(200);
    expect(await bob.delete(`${members}/${userId(mock, "grace")}`)).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
  });

  test("let an invitation stand only as long as the inviter's role does", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const host = await newRole(ada, "Host", ["members:invite"]);
    await ada.post(path(host), { userId: userId(mock, "bob") });
    const bob = await atAcme(mock, "bob");
    await bob.post("/v1/invitations", { email: "one@new.test" });
    await bob.post("/v1/invitations", { email: "two@new.test" });
    const accept = (email: string): Promise<Answer> =>
      api(mock).post("/v1/invitations/accept", { token: mock.mailbox.latest({ to: email })!.token, name: "New" });

    expect(await accept("one@new.test")).toMatchObject({ status: 200, body: { status: "accepted", member: { customRoleIds: [] } } });
    await ada.delete(`${path(host, "unassign")}?userId=${userId(mock, "bob")}`);

    expect(await accept("two@new.test")).toMatchObject({ status: 403, body: { code: "inviter_not_allowed" } });
  });

  test("count for a key as long as its creator has the role", async () => {
    const seed = defineSeed({
      users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" } },
      organizations: { acme: { owner: "ada", members: { bob: "member" } } },
      roles: { builder: { organization: "acme", permissions: ["teams:manage"], members: ["bob"] } },
      apiKeys: { bobs: { organization: "acme", createdBy: "bob", scopes: ["teams:manage"] } },
    });
    const mock = createMock({ seed });
    const ada = await atAcme(mock, "ada");
    const key = api(mock, { as: mock.seed.apiKeys.bobs.secret });
    const teams = `/v1/organizations/${orgId(mock, "acme")}/teams`;

    expect((await key.post(teams, { name: "One" })).status).toBe(201);
    await ada.delete(`${path(mock.seed.roles.builder.id, "unassign")}?userId=${userId(mock, "bob")}`);

    expect(await key.post(teams, { name: "Two" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
  });

  test("do nothing twice for one idempotency key", async () => {
    const mock = createMock();
    const ada = await atAcme(mock, "ada");
    const since = mock.events.length;
    const body = { userId: userId(mock, "vera") };

    const first = await ada.post(path(editor(mock)), body, { "idempotency-key": "one" });
    const again = await ada.post(path(editor(mock)), body, { "idempotency-key": "one" });

    expect(again.body).toEqual(first.body);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(eventTypes(mock, since)).toEqual(["role.assigned", "member.updated"]);
  });
});

test("a role is read from the membership at every call, never from the token", async () => {
  const mock = createMock();
  const ada = await atAcme(mock, "ada");
  const token = await accessTokenOf(mock, "vera", { organization: orgId(mock, "acme") });
  const vera = api(mock, { as: token });
  const lead = await newRole(ada, "Lead", ["teams:manage"]);
  const create = async (name: string): Promise<number> => (await vera.post(`/v1/organizations/${orgId(mock, "acme")}/teams`, { name })).status;

  expect(await create("Before")).toBe(403);
  await ada.post(`${roles}/${lead}/assign`, { userId: userId(mock, "vera") });
  expect(await create("Meanwhile")).toBe(201);
  await ada.delete(`${roles}/${lead}/unassign?userId=${userId(mock, "vera")}`);
  expect(await create("After")).toBe(403);
});
