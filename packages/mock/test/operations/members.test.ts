import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../src/index.ts";
import { api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../api.ts";

const path = (mock: Mock, person = "", organization = "acme"): string =>
  `/v1/organizations/${orgId(mock, organization)}/members${person && `/${userId(mock, person)}`}`;
const emails = (answer: { body: { data: { user: { email: string } }[] } }): string[] => answer.body.data.map((member) => member.user.email);

describe("listMembers", () => {
  test("shows the members in the order in which they joined, and by name when asked", async () => {
    const mock = createMock();
    const vera = await signedIn(mock, "vera");

    const joined = await vera.get(path(mock));
    const named = await vera.get(`${path(mock)}?sort=name`);
    const backwards = await vera.get(`${path(mock)}?sort=-name`);

    expect(joined.status).toBe(200);
    expect(emails(joined)).toEqual(["ada@acme.test", "grace@acme.test", "bob@acme.test", "vera@acme.test"]);
    expect(emails(named)).toEqual(["ada@acme.test", "bob@acme.test", "grace@acme.test", "vera@acme.test"]);
    expect(emails(backwards)).toEqual(emails(named).reverse());
  });

  test("filters by role, status and text", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await ada.post(`${path(mock, "bob")}/suspend`);

    expect(emails(await ada.get(`${path(mock)}?role=admin`))).toEqual(["grace@acme.test"]);
    expect(emails(await ada.get(`${path(mock)}?status=suspended`))).toEqual(["bob@acme.test"]);
    expect(emails(await ada.get(`${path(mock)}?q=RUBIN`))).toEqual(["vera@acme.test"]);
    expect(emails(await ada.get(`${path(mock)}?q=grace%40`))).toEqual(["grace@acme.test"]);
  });

  test.each(["name", "joinedAt"])("pages forwards and backwards by %s, and takes a cursor for the same list only", async (sort) => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");

    const first = await ada.get(`${path(mock)}?sort=${sort}&pageSize=3`);
    const second = await ada.get(`${path(mock)}?sort=${sort}&pageSize=3&cursor=${first.body.nextCursor}`);
    const back = await ada.get(`${path(mock)}?sort=${sort}&pageSize=3&cursor=${second.body.prevCursor}`);
    const other = await ada.get(`${path(mock)}?sort=-${sort}&pageSize=3&cursor=${first.body.nextCursor}`);

    expect(emails(first)).toHaveLength(3);
    expect(emails(second)).toEqual(["vera@acme.test"]);
    expect(second.body.nextCursor).toBeNull();
    expect(emails(back)).toEqual(emails(first));
    expect(other).toMatchObject({ status: 400, body: { code: "cursor_invalid" } });
  });

  test("is not there for a stranger, and nobody sees the account behind a membership", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga");
    const ada = await signedIn(mock, "ada");

    expect(await olga.get(path(mock))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(Object.keys((await ada.get(path(mock, "bob"))).body.user).sort()).toEqual(["avatarUrl", "email", "id", "name"]);
  });
});

describe("updateMember", () => {
  test("gives another role, which the member has at once", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const bob = await signedIn(mock, "bob");
    expect((await bob.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Bob's" })).status).toBe(403);

    const answer = await ada.patch(path(mock, "bob"), { role: "admin" });

    expect(answer).toMatchObject({ status: 200, body: { role: "admin", version: 2 } });
    expect((await ada.get(path(mock, "bob"))).body.role).toBe("admin");
    expect((await bob.patch(`/v1/organizations/${orgId(mock, "acme")}`, { name: "Bob's" })).status).toBe(200);
    const event = mock.events.findLast(({ type }) => type === "member.updated")!;
    expect(event).toMatchObject({ organizationId: orgId(mock, "acme"), changes: { role: { before: "member", after: "admin" } } });
  });

  test("leaves the membership in another organization alone", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const olga = await signedIn(mock, "olga");

    await ada.patch(path(mock, "bob"), { role: "admin" });

    expect((await olga.get(path(mock, "bob", "globex"))).body).toMatchObject({ role: "member", version: 1 });
  });

  test("refuses a role above the caller's own and a member who ranks above", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");

    expect(await grace.patch(path(mock, "bob"), { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect(await grace.patch(path(mock, "ada"), { role: "viewer" })).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect(await (await signedIn(mock, "bob")).patch(path(mock, "vera"), { role: "member" })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
    expect(await (await signedIn(mock, "olga")).patch(path(mock, "vera"), { role: "member" })).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await grace.patch(path(mock, "olga"), { role: "member" })).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("refuses what an older version asks for", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const before = await ada.get(path(mock, "bob"));
    await ada.patch(path(mock, "bob"), { role: "viewer" });

    const late = await ada.patch(path(mock, "bob"), { role: "admin" }, { "if-match": before.headers.get("etag")! });

    expect(late).toMatchObject({ status: 412, body: { code: "precondition_failed" } });
    expect((await ada.get(path(mock, "bob"))).body.role).toBe("viewer");
  });

  test("changes nothing and tells nobody when the role is the same", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.patch(path(mock, "bob"), { role: "member" });

    expect(answer).toMatchObject({ status: 200, body: { version: 1 } });
    expect(eventTypes(mock, since)).toEqual([]);
  });
});

describe("removeMember", () => {
  test("ends the membership, not the person", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });
    const elsewhere = await signedIn(mock, "bob", { organization: orgId(mock, "globex") });
    const since = mock.events.length;

    const answer = await ada.delete(path(mock, "bob"));

    expect(answer.status).toBe(204);
    expect(eventTypes(mock, since)).toEqual(["member.removed"]);
    expect(await ada.get(path(mock, "bob"))).toMatchObject({ status: 404 });
    expect((await bob.get("/v1/users/me")).status).toBe(200);
    expect((await bob.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
    expect(await bob.get(`/v1/organizations/${orgId(mock, "acme")}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await bob.get("/v1/auth/session")).body.organizationId).toBeNull();
    expect((await elsewhere.get("/v1/auth/session")).body.organizationId).toBe(orgId(mock, "globex"));
    expect(await ada.delete(path(mock, "bob"))).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

describe("suspendMember and restoreMember", () => {
  test("take the access to this organization away and give it back", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const bob = await signedIn(mock, "bob");
    const since = mock.events.length;

    const suspended = await ada.post(`${path(mock, "bob")}/suspend`, { reason: "On leave" });
    expect(suspended).toMatchObject({ status: 200, body: { status: "suspended", suspensionReason: "On leave", role: "member" } });
    expect(await bob.get(`/v1/organizations/${orgId(mock, "acme")}`)).toMatchObject({ status: 403, body: { code: "member_suspended" } });
    expect((await bob.get(`/v1/organizations/${orgId(mock, "globex")}`)).status).toBe(200);
    expect((await ada.post(`${path(mock, "bob")}/suspend`)).body.suspensionReason).toBeNull();

    const restored = await ada.post(`${path(mock, "bob")}/restore`);
    expect(restored).toMatchObject({ status: 200, body: { status: "active", suspensionReason: null, role: "member" } });
    expect((await bob.get(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(200);
    expect(await ada.post(`${path(mock, "bob")}/restore`)).toMatchObject({ status: 409, body: { code: "member_not_suspended" } });
    expect(eventTypes(mock, since)).toEqual(["member.suspended", "access.denied", "member.suspended", "member.restored"]);
  });

  test("tell the reason to those who manage members only, and not in events", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    await ada.post(`${path(mock, "bob")}/suspend`, { reason: "On leave" });

    expect((await (await signedIn(mock, "vera")).get(path(mock, "bob"))).body).not.toHaveProperty("suspensionReason");
    expect(JSON.stringify(mock.events)).not.toContain("On leave");
  });

  test("refuse a member who ranks above", async () => {
    const mock = createMock();
    const grace = await signedIn(mock, "grace");

    expect(await grace.post(`${path(mock, "ada")}/suspend`)).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect(await grace.post(`${path(mock, "ada")}/restore`)).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
  });
});

describe("keys", () => {
  const seed = defineSeed({
    users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, grace: { email: "grace@acme.test" } },
    organizations: { acme: { owner: "ada", members: { bob: "member", grace: "admin" } }, other: { owner: "bob" } },
    apiKeys: {
      full: { organization: "acme", createdBy: "grace", scopes: ["members:read", "members:manage"] },
      read: { organization: "acme", createdBy: "ada", scopes: ["members:read"] },
    },
  });

  test("of an organization act with the rank of their creator, in their organization only", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const full = api(mock, { as: mock.seed.apiKeys.full.secret });

    expect((await full.patch(path(mock, "bob"), { role: "admin" })).status).toBe(200);
    expect(await full.patch(path(mock, "bob"), { role: "owner" })).toMatchObject({ status: 403, body: { code: "role_above_actor" } });
    expect(await full.delete(path(mock, "ada"))).toMatchObject({ status: 403, body: { code: "cannot_act_on_higher_role" } });
    expect(await full.get(path(mock, "", "other"))).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await api(mock, { as: mock.seed.apiKeys.read.secret }).delete(path(mock, "bob"))).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
  });

  test("of the environment rule every member, but leave an owner", async () => {
    const mock = createMock({ seed });
    await mock.ready();
    const environment = asEnvironment(mock);

    expect(await environment.delete(path(mock, "ada"))).toMatchObject({ status: 409, body: { code: "sole_owner" } });
    expect((await environment.patch(path(mock, "bob"), { role: "owner" })).status).toBe(200);
    expect((await environment.delete(path(mock, "ada"))).status).toBe(204);
  });
});

describe("transferOwnership", () => {
  test("makes the member an owner and the caller an admin, in one step", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const since = mock.events.length;

    const answer = await ada.post(`/v1/organizations/${orgId(mock, "acme")}/transfer`, { userId: userId(mock, "bob") });

    expect(answer).toMatchObject({
      status: 200,
      body: { owner: { userId: userId(mock, "bob"), role: "owner" }, previousOwner: { userId: userId(mock, "ada"), role: "admin" } },
    });
    expect(eventTypes(mock, since)).toEqual(["organization.ownership_transferred", "member.updated", "member.updated"]);
    expect((await ada.get(path(mock, "bob"))).body.role).toBe("owner");
    expect((await ada.get(path(mock, "ada"))).body.role).toBe("admin");
  });

  test("refuses strangers, suspended members, oneself and a role that is not less", async () => {
    const mock = createMock();
    const ada = await signedIn(mock, "ada");
    const transfer = `/v1/organizations/${orgId(mock, "acme")}/transfer`;
    await ada.post(`${path(mock, "bob")}/suspend`);

    expect(await ada.post(transfer, { userId: userId(mock, "olga") })).toMatchObject({ status: 404, body: { code: "member_not_found" } });
    expect(await ada.post(transfer, { userId: userId(mock, "bob") })).toMatchObject({ status: 403, body: { code: "member_suspended" } });
    expect(await ada.post(transfer, { userId: userId(mock, "ada") })).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ pointer: "/userId" }] },
    });
    expect(await ada.post(transfer, { userId: userId(mock, "grace"), previousOwnerRole: "owner" })).toMatchObject({
      status: 400,
      body: { code: "validation_failed" },
    });
    expect(await (await signedIn(mock, "grace")).post(transfer, { userId: userId(mock, "vera") })).toMatchObject({
      status: 403,
      body: { code: "permission_denied" },
    });
  });

  test("asks for a fresh authentication", async () => {
    const mock = createMock({ clock: "virtual" });
    await asEnvironment(mock).patch("/v1/environment", { session: { accessTokenTtlSeconds: 3600 } });
    const ada = await signedIn(mock, "ada");
    const transfer = `/v1/organizations/${orgId(mock, "acme")}/transfer`;
    await mock.clock.advance("10m1s");

    expect(await ada.post(transfer, { userId: userId(mock, "bob") })).toMatchObject({
      status: 403,
      body: { code: "step_up_required", challenge: { maxAgeSeconds: 600 } },
    });
  });
});

describe("leaveOrganization", () => {
  test("ends the caller's own membership", async () => {
    const mock = createMock();
    const bob = await signedIn(mock, "bob");
    const since = mock.events.length;

    expect((await bob.post(`/v1/organizations/${orgId(mock, "acme")}/leave`)).status).toBe(204);

    expect(eventTypes(mock, since)).toEqual(["member.removed"]);
    expect((await bob.get("/v1/organizations")).body.data.map((organization: { slug: string }) => organization.slug)).toEqual(["globex"]);
    expect(await (await signedIn(mock, "ada")).post(`/v1/organizations/${orgId(mock, "acme")}/leave`)).toMatchObject({
      status: 409,
      body: { code: "sole_owner" },
    });
    expect(await bob.post(`/v1/organizations/${orgId(mock, "acme")}/leave`)).toMatchObject({ status: 404, body: { code: "not_found" } });
  });
});

test("an organization always has an active owner, whatever anybody tries", async () => {
  const people = ["ada", "grace", "bob", "vera"] as const;
  const roles = ["viewer", "member", "admin", "owner"] as const;
  const actors = [...people, "environment"] as const;
  const actor = fc.constantFrom(...actors);
  const person = fc.constantFrom(...people);
  const step = fc.oneof(
    fc.record({ act: fc.constant("update" as const), actor, person, role: fc.constantFrom(...roles) }),
    fc.record({
      act: fc.constantFrom(
        "remove" as const,
        "suspend" as const,
        "restore" as const,
        "transfer" as const,
        "leave" as const,
        "ban" as const,
        "unban" as const,
        "delete" as const,
      ),
      actor,
      person,
    }),
  );
  const mock = createMock();
  await mock.ready();
  const tokens = Object.fromEntries(await Promise.all(people.map(async (name) => [name, await signedIn(mock, name)] as const)));
  const start = mock.snapshot();

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      await mock.restore(start);
      for (const one of steps) {
        const caller = one.actor === "environment" ? asEnvironment(mock) : tokens[one.actor]!;
        const member = path(mock, one.person);
        const organization = `/v1/organizations/${orgId(mock, "acme")}`;
        const user = `/v1/users/${userId(mock, one.person)}`;
        if (one.act === "update") await caller.patch(member, { role: one.role });
        else if (one.act === "remove") await caller.delete(member);
        else if (one.act === "transfer") await caller.post(`${organization}/transfer`, { userId: userId(mock, one.person) });
        else if (one.act === "leave") await caller.post(`${organization}/leave`);
        else if (one.act === "delete") await caller.delete(user);
        else if (one.act === "ban" || one.act === "unban") await caller.post(`${user}/${one.act}`);
        else await caller.post(`${member}/${one.act}`);
        const owners = (await asEnvironment(mock).get(`${path(mock)}?role=owner&status=active`)).body.data as { userId: string }[];
        const standing = await Promise.all(owners.map(async (owner) => (await asEnvironment(mock).get(`/v1/users/${owner.userId}`)).body.status));
        expect(standing).toContain("active");
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);
