import { describe, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { accessTokenOf, api, asEnvironment, eventTypes, orgId, signedIn, userId } from "../../api.ts";
import { signedInWithMfa } from "../../mfa-calls.ts";
import { callFrom } from "../../from-address.ts";
import { allow, atAcme, deny, environmentAtAcme, newPolicy } from "./at-acme.ts";

const members = (mock: Mock): string => `/v1/organizations/${orgId(mock, "acme")}/members`;

describe("a policy that denies", () => {
  test("closes an operation to whom it is about, from the next call on, and names itself", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    expect((await bob.get(members(mock))).status).toBe(200);

    const policyId = await newPolicy(ada, deny("members:read", "role:member"));

    expect(await bob.get(members(mock))).toMatchObject({
      status: 403,
      body: {
        code: "permission_denied",
        detail: `The policies of the organization refuse this: ${policyId}.`,
        reason: "policy_deny",
        policyIds: [policyId],
      },
    });
    expect((await ada.get(members(mock))).status).toBe(200);
    await ada.patch(`/v1/policies/${policyId}`, { status: "disabled" });
    expect((await bob.get(members(mock))).status).toBe(200);
  });

  test("goes before a policy that allows at the same priority, and after one above it", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, deny("members:read", "role:member"));
    await newPolicy(ada, allow("members:read", `user:${userId(mock, "bob")}`));
    expect((await bob.get(members(mock))).status).toBe(403);

    await newPolicy(ada, { ...allow("members:read", `user:${userId(mock, "bob")}`), priority: 1 });

    expect((await bob.get(members(mock))).status).toBe(200);
  });

  test("is of one organization", async () => {
    const mock = createMock();
    await newPolicy(await atAcme(mock, "ada"), deny("members:read"));
    const bob = await signedIn(mock, "bob", { organization: orgId(mock, "globex") });

    expect((await bob.get(`/v1/organizations/${orgId(mock, "globex")}/members`)).status).toBe(200);
  });

  test("can be about one thing, by what the path addresses", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, { effect: "deny", actions: ["members:read"], resources: [`member:${userId(mock, "ada")}`], subjects: ["role:member"] });

    expect((await bob.get(`${members(mock)}/${userId(mock, "ada")}`)).status).toBe(403);
    expect((await bob.get(`${members(mock)}/${userId(mock, "grace")}`)).status).toBe(200);
    expect((await bob.get(members(mock))).status).toBe(200);
  });

  test("can be about one operation, by its attribute, and about one that needs no permission, by its name", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    const ofOperation = { type: "attribute", attribute: "request.attributes.operationId", operator: "equals", value: "getMember" } as const;
    await newPolicy(ada, { ...deny("members:read", "role:member"), conditions: [ofOperation] });
    await newPolicy(ada, deny("self:leaveOrganization", "role:member"));

    expect((await bob.get(`${members(mock)}/${userId(mock, "ada")}`)).status).toBe(403);
    expect((await bob.get(members(mock))).status).toBe(200);
    expect(await bob.post(`/v1/organizations/${orgId(mock, "acme")}/leave`)).toMatchObject({ status: 403, body: { reason: "policy_deny" } });
  });

  test("that cannot be told applies, with its reason", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, { ...deny("members:read", "role:member"), conditions: [{ type: "not", condition: { type: "ip", ranges: ["203.0.113.0/24"] } }] });

    // In this process nothing tells where a call comes from.
    expect(await bob.get(members(mock))).toMatchObject({ status: 403, body: { reason: "policy_deny_undetermined" } });
    const token = await accessTokenOf(mock, "bob", { organization: orgId(mock, "acme") });
    expect((await callFrom(mock, "203.0.113.7", members(mock), { as: token })).status).toBe(200);
    expect((await callFrom(mock, "198.51.100.7", members(mock), { as: token })).status).toBe(403);
  });

  test("follows the world's clock", async () => {
    const mock = createMock({ clock: "virtual" });
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, { ...deny("members:read", "role:member"), conditions: [{ type: "period", notBefore: "2030-01-01T00:01:00Z" }] });

    expect((await bob.get(members(mock))).status).toBe(200);
    await mock.clock.advance("1m");
    expect((await bob.get(members(mock))).status).toBe(403);
  });

  test("leaves who is out to be told so first", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, deny("*", "role:member"));
    await ada.post(`${members(mock)}/${userId(mock, "bob")}/suspend`);

    expect(await bob.get(members(mock))).toMatchObject({ status: 403, body: { code: "member_suspended" } });
  });

  test("is kept, with the call that it refused", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    const policyId = await newPolicy(ada, deny("members:read", "role:member"));
    const since = mock.events.length;
    await bob.get(`${members(mock)}/${userId(mock, "ada")}`);

    expect(eventTypes(mock, since)).toEqual(["access.denied", "policy.evaluation_denied"]);
    expect((await ada.get("/v1/policies/evaluations")).body.data).toMatchObject([
      {
        organizationId: orgId(mock, "acme"),
        source: "enforcement",
        operationId: "getMember",
        action: "members:read",
        subject: { type: "user", id: userId(mock, "bob") },
        resource: { type: "member", id: userId(mock, "ada") },
        decision: "deny",
        reason: "policy_deny",
        matched: [{ policyId, version: 1, effect: "deny", priority: 0, determined: true }],
      },
    ]);
  });
});

describe("a policy that allows", () => {
  test("opens an operation to who has no role for it", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    expect((await bob.get("/v1/audit-logs/stats")).status).toBe(403);

    await newPolicy(ada, allow("audit:read", `user:${userId(mock, "bob")}`));

    expect((await bob.get("/v1/audit-logs/stats")).status).toBe(200);
  });

  test("opens the whole of what a role gives in part", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    const actors = async (): Promise<Set<string>> => new Set((await bob.get("/v1/audit-logs")).body.data.map((row: { actor: { id: string } }) => row.actor.id));
    await newPolicy(ada, deny("documents:read"));
    expect(await actors()).not.toContain(userId(mock, "ada"));

    await newPolicy(ada, allow("audit:read", "role:member"));

    expect(await actors()).toContain(userId(mock, "ada"));
  });

  test("gives nothing of what no policy can give", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    await newPolicy(ada, allow("*"));

    expect((await grace.delete(`/v1/organizations/${orgId(mock, "acme")}`)).status).toBe(202);
    expect(await grace.post(`/v1/organizations/${orgId(mock, "acme")}/transfer`, { userId: userId(mock, "grace") })).toMatchObject({
      status: 403,
      body: { code: "organization_suspended" },
    });
  });

  test("gives the transfer of the ownership to nobody", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    await newPolicy(ada, allow("*"));

    expect(await grace.post(`/v1/organizations/${orgId(mock, "acme")}/transfer`, { userId: userId(mock, "grace") })).toMatchObject({
      status: 403,
      body: { code: "permission_denied", detail: "The caller lacks the permission org:transfer." },
    });
  });

  test("leaves the rules of rank as they are", async () => {
    const mock = createMock();
    const [ada, bob] = [await atAcme(mock, "ada"), await atAcme(mock, "bob")];
    await newPolicy(ada, allow("members:manage", "role:member"));
    await newPolicy(ada, allow("roles:manage", "role:member"));

    expect(await bob.patch(`${members(mock)}/${userId(mock, "grace")}`, { role: "viewer" })).toMatchObject({
      status: 403,
      body: { code: "cannot_act_on_higher_role" },
    });
    expect(await bob.post("/v1/policies/roles", { name: "More", permissions: ["members:manage"] })).toMatchObject({
      status: 403,
      body: { code: "permission_above_actor" },
    });
  });

  test("lets a key do no more than its scopes, and nothing once its creator is out", async () => {
    const mock = createMock({
      seed: defineSeed({
        users: { ada: { email: "ada@acme.test" }, grace: { email: "grace@acme.test" } },
        organizations: { acme: { owner: "ada", members: { grace: "member" } } },
        apiKeys: {
          exporter: { organization: "acme", createdBy: "grace", scopes: ["audit:export", "audit:read"] },
          reader: { organization: "acme", createdBy: "grace", scopes: ["org:read"] },
        },
      }),
    });
    const ada = await atAcme(mock, "ada");
    const exporter = api(mock, { as: mock.seed.apiKeys.exporter.secret });
    const reader = api(mock, { as: mock.seed.apiKeys.reader.secret });
    expect((await exporter.post("/v1/audit-logs/export", { format: "json" })).status).toBe(403);

    await newPolicy(ada, allow("audit:export"));

    expect((await exporter.post("/v1/audit-logs/export", { format: "json" })).status).toBe(200);
    expect((await reader.post("/v1/audit-logs/export", { format: "json" })).status).toBe(403);
    await ada.post(`${members(mock)}/${userId(mock, "grace")}/suspend`);
    expect((await exporter.post("/v1/audit-logs/export", { format: "json" })).status).toBe(403);
  });
});

describe("whom no policy binds", () => {
  test("an owner always reads and changes policies, and hands on the organization", async () => {
    const mock = createMock();
    const [ada, grace] = [await atAcme(mock, "ada"), await atAcme(mock, "grace")];
    const policyId = await newPolicy(ada, { effect: "deny", actions: ["*"], resources: ["*"], priority: 1_000 });

    expect((await ada.get(members(mock))).status).toBe(403);
    expect((await grace.get("/v1/policies")).status).toBe(403);
    expect((await ada.get("/v1/policies")).status).toBe(200);
    expect((await ada.post("/v1/policies/evaluate", { action: "org:read", resource: { type: "organization" } })).body.reason).toBe("policy_deny");
    expect((await ada.delete(`/v1/policies/${policyId}`)).status).toBe(204);
    expect((await ada.get(members(mock))).status).toBe(200);
  });

  test("is bound by none as owner in a key", async () => {
    const mock = createMock({
      seed: defineSeed({
        users: { ada: { email: "ada@acme.test" } },
        organizations: { acme: { owner: "ada" } },
        apiKeys: { bot: { organization: "acme", createdBy: "ada", scopes: ["policies:read"] } },
      }),
    });
    await newPolicy(await atAcme(mock, "ada"), deny("policies:read"));

    expect((await api(mock, { as: mock.seed.apiKeys.bot.secret }).get("/v1/policies")).status).toBe(403);
  });

  test("the environment, and a super admin from outside", async () => {
    const mock = createMock();
    await newPolicy(await atAcme(mock, "ada"), deny("*"));

    expect((await environmentAtAcme(mock).get("/v1/policies")).status).toBe(200);
    expect((await asEnvironment(mock).get(members(mock))).status).toBe(200);
    const root = api(mock, { as: await accessTokenOf(mock, "root"), organization: orgId(mock, "acme") });
    expect((await root.get(`/v1/users/${userId(mock, "bob")}`)).status).toBe(200);
  });
});

describe("a new proof", () => {
  test("is asked for where it would turn the denial, a fresh one or one with a second factor, and then it does", async () => {
    const mock = createMock({
      clock: "virtual",
      seed: defineSeed({
        users: { ada: { email: "ada@acme.test" }, mary: { email: "mary@acme.test", mfa: true }, bob: { email: "bob@acme.test" } },
        organizations: { acme: { owner: "ada", members: { mary: "member", bob: "member" } } },
      }),
    });
    const environment = environmentAtAcme(mock);
    await newPolicy(environment, { ...allow("audit:export", "role:member"), conditions: [{ type: "mfa" }] });
    const mary = await signedInWithMfa(mock, "mary", { organizationId: orgId(mock, "acme") });
    const bob = await atAcme(mock, "bob");

    expect(await bob.post("/v1/audit-logs/export", { format: "json" })).toMatchObject({ status: 403, body: { code: "permission_denied" } });
    expect((await mary.post("/v1/audit-logs/export", { format: "json" })).status).toBe(200);

    await newPolicy(environment, {
      ...deny("members:read", "role:member"),
      conditions: [{ type: "not", condition: { type: "authentication_age", maxSeconds: 60 } }],
    });
    expect((await bob.get(members(mock))).status).toBe(200);
    await mock.clock.advance("2m");
    const asked = await bob.get(members(mock));
    expect(asked).toMatchObject({
      status: 403,
      body: { code: "step_up_required", challenge: { maxAgeSeconds: 60, methods: ["password", "magic_link", "otp"] } },
    });
    const again = await bob.post("/v1/auth/step-up", { method: "password", password: mock.seed.users.bob.password });
    expect((await api(mock, { as: again.body.accessToken, organization: orgId(mock, "acme") }).get(members(mock))).status).toBe(200);
    expect((await environment.get("/v1/policies/evaluations")).body.data[0]).toMatchObject({
      source: "enforcement",
      operationId: "listMembers",
      decision: "deny",
    });
  });

  test("with a second factor is asked for from who has one only", async () => {
    const mock = createMock();
    const olga = await signedIn(mock, "olga", { organization: orgId(mock, "globex") });
    const environment = api(mock, { as: mock.keys.secretKey, organization: orgId(mock, "globex") });
    await newPolicy(environment, { ...deny("members:read"), conditions: [{ type: "not", condition: { type: "mfa" } }] });

    expect(await olga.get(`/v1/organizations/${orgId(mock, "globex")}/members`)).toMatchObject({
      status: 403,
      body: { code: "permission_denied", reason: "policy_deny" },
    });
  });
});
