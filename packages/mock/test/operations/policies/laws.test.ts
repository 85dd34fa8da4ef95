import { accessRoles, compilePolicies, decideAccess, type AccessRole, type Policy, type PolicyInput } from "@plinto/policy";
import type { PolicyCondition, PolicyDocument } from "@plinto/spec";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createMock, defineSeed, type Mock } from "../../../src/index.ts";
import { api, orgId, userId, type Api } from "../../api.ts";
import { environmentAtAcme } from "./at-acme.ts";

const people = ["olivia", "oscar", "anna", "mia", "vera"] as const;
type Person = (typeof people)[number];

const seed = defineSeed({
  users: Object.fromEntries(people.map((name) => [name, { email: `${name}@acme.test` }])) as Record<Person, { email: string }>,
  organizations: { acme: { owner: "olivia", members: { oscar: "owner", anna: "admin", mia: "member", vera: "viewer" } } },
  // Mia may write policies, and holds little beside.
  roles: { keeper: { organization: "acme", permissions: ["policies:manage", "policies:evaluate", "teams:manage", "audit:read"], members: ["mia"] } },
  apiKeys: { bot: { organization: "acme", createdBy: "anna", scopes: ["policies:manage", "policies:evaluate", "members:read"] } },
});

const operations: readonly (readonly [action: string, path: (mock: Mock) => string, resource: string])[] = [
  ["members:read", (mock) => `/v1/organizations/${orgId(mock, "acme")}/members`, "member"],
  ["teams:read", (mock) => `/v1/organizations/${orgId(mock, "acme")}/teams`, "team"],
  ["roles:read", () => "/v1/policies/roles", "role"],
  ["audit:read", () => "/v1/audit-logs/stats", "audit_log"],
  ["policies:read", () => "/v1/policies", "policy"],
  ["security:read", (mock) => `/v1/organizations/${orgId(mock, "acme")}/auth-policy`, "organization"],
];

const ownActions = ["documents:read", "documents:print:color", "self:leaveOrganization"];
const catalogue = [...operations.map(([action]) => action), "billing:manage", "org:delete", "org:transfer", "users:manage", "teams:manage", "policies:manage"];
const actions = fc.constantFrom(...catalogue, ...ownActions, "*", "*:*", "*:read", "*:manage", "audit:*", "org:*", "documents:*");
const subjects = fc.constantFrom("role:owner", "role:admin", "role:member", "role:keeper", "role:viewer", "user:*", "api_key:*", "*");
const resources = fc.constantFrom("*", "member:*", "team:*", "audit_log:*", "policy:*", "document:doc_1", "document:doc*", "organization:*");

const conditions: fc.Arbitrary<PolicyCondition> = fc.oneof(
  fc.constant<PolicyCondition>({ type: "mfa" }),
  fc.constantFrom(60, 3_600).map((maxSeconds): PolicyCondition => ({ type: "authentication_age", maxSeconds })),
  fc.constant<PolicyCondition>({ type: "ip", ranges: ["203.0.113.0/24"] }),
  fc.constant<PolicyCondition>({ type: "attribute", attribute: "subject.attributes.emailDomain", operator: "equals", value: "acme.test" }),
  fc.constant<PolicyCondition>({ type: "not", condition: { type: "attribute", attribute: "request.attributes.method", operator: "equals", value: "GET" } }),
);

const documents: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    effect: fc.constantFrom("allow", "deny"),
    priority: fc.constantFrom(0, 1, 1_000),
    actions: fc.uniqueArray(actions, { minLength: 1, maxLength: 3 }),
    resources: fc.uniqueArray(resources, { minLength: 1, maxLength: 2 }),
    subjects: fc.uniqueArray(subjects, { minLength: 1, maxLength: 2 }),
    conditions: fc.uniqueArray(conditions, { minLength: 1, maxLength: 2, selector: (condition) => JSON.stringify(condition) }),
  },
  { requiredKeys: ["effect", "actions", "resources"] },
);
const some = fc.array(documents, { minLength: 1, maxLength: 6 });

let world: { readonly mock: Mock; readonly tokens: ReadonlyMap<string, string> };

beforeAll(async () => {
  const mock = createMock({ seed, clock: "virtual" });
  const tokens = new Map<string, string>();
  for (const name of people) tokens.set(name, await tokenOf(mock, name));
  tokens.set("bot", mock.seed.apiKeys.bot.secret);
  world = { mock, tokens };
});

async function tokenOf(mock: Mock, name: string): Promise<string> {
  await mock.ready();
  const { email, password } = mock.seed.users[name]!;
  return (await api(mock).post("/v1/auth/sign-in", { email, password, organizationId: orgId(mock, "acme") })).body.session.accessToken as string;
}

/** A fork of the world, and its callers. */
function forked(): { readonly mock: Mock; readonly as: (name: string) => Api; readonly environment: Api } {
  const mock = world.mock.fork() as Mock;
  return { mock, as: (name) => api(mock, { as: world.tokens.get(name)!, organization: orgId(mock, "acme") }), environment: environmentAtAcme(mock) };
}

async function plant(environment: Api, policies: readonly PolicyDocument[]): Promise<void> {
  for (const [index, document] of policies.entries()) {
    const { status, body } = await environment.post("/v1/policies", { name: `Policy ${index}`, document });
    if (status !== 201 && body.code !== "policy_invalid") throw new Error(JSON.stringify(body));
  }
}

test("nobody gives by a policy what they do not hold", async () => {
  let [made, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("anna", "mia", "bot"), documents, async (actor, document) => {
      const { mock, as, environment } = forked();
      const holds = async (action: string): Promise<boolean> =>
        (await as(actor).post("/v1/policies/evaluate", { action, resource: { type: "organization" } })).body.reason === "role_allow";
      const before = new Map<string, boolean>();
      for (const action of catalogue) before.set(action, await holds(action));
      const answer = await as(actor).post("/v1/policies", { name: "Try", document });
      if (answer.status !== 201) {
        refused += 1;
        expect(["policy_invalid", "permission_above_actor"]).toContain(answer.body.code);
        return;
      }
      made += 1;
      for (const [action, path, type] of operations) {
        if (before.get(action)) continue;
        const asked = { action, resource: { type }, subject: { userId: userId(mock, "vera") } };
        const decision = (await environment.post("/v1/policies/evaluate", asked)).body;
        expect([action, decision.reason]).not.toEqual([action, "policy_allow"]);
        const called = await as("vera").get(path(mock));
        // What her role gives her stays hers.
        if (decision.reason === "default_deny") expect(called.status).toBe(403);
      }
    }),
    { numRuns: 150 },
  );
  expect(made).toBeGreaterThan(30);
  expect(refused).toBeGreaterThan(30);
});

test("owners read, change and delete policies, whatever the policies say", async () => {
  await fc.assert(
    fc.asyncProperty(some, async (policies) => {
      const { as, environment } = forked();
      await plant(environment, [...policies, { effect: "deny", actions: ["*"], resources: ["*"], priority: 1_000 }]);
      for (const owner of ["olivia", "oscar"]) {
        const { status, body } = await as(owner).get("/v1/policies?pageSize=100");
        expect(status).toBe(200);
        for (const { id } of body.data as { id: string }[]) {
          expect((await as(owner).patch(`/v1/policies/${id}`, { name: "Kept" })).status).toBe(200);
          if (owner === "oscar") expect((await as(owner).delete(`/v1/policies/${id}`)).status).toBe(204);
        }
      }
      expect((await as("anna").get("/v1/policies")).status).toBe(200);
    }),
    { numRuns: 60 },
  );
});

test("the API decides as an engine does that has its bundle, for every member and every action", async () => {
  const reasons = new Set<string>();
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(...people), fc.constantFrom(...catalogue, ...ownActions), async (policies, person, action) => {
      const { mock, environment } = forked();
      await plant(environment, policies);
      const bundle = (await environment.get("/v1/policies/bundle")).body as { revision: string; policies: Policy[]; roles: AccessRole[] };
      const member = (await environment.get(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, person)}`)).body as { role: string };
      const request = { ip: "203.0.113.9", time: "2030-01-01T09:00:00.000Z", authentication: { mfa: true, authenticatedAt: "2030-01-01T08:59:30.000Z" } };
      for (const resource of [{ type: "document", id: "doc_1" }, { type: "audit_log" }, { type: "organization", id: orgId(mock, "acme") }]) {
        const input: PolicyInput = {
          action,
          organizationId: orgId(mock, "acme"),
          subject: {
            type: "user",
            id: userId(mock, person),
            roles: [member.role, ...(person === "mia" ? ["keeper"] : [])],
            attributes: { emailDomain: "acme.test" },
          },
          resource,
          request,
        };
        const local = decideAccess(compilePolicies(bundle.policies), input, accessRoles(bundle.roles));
        const asked = await environment.post("/v1/policies/evaluate", { action, resource, request, subject: { userId: userId(mock, person) } });
        const { decision, reason, matched, obligations, stepUp, validUntil } = asked.body;
        reasons.add(reason as string);
        expect({ decision, reason, matched, obligations, stepUp, validUntil }).toEqual({
          decision: local.decision,
          reason: local.reason,
          matched: local.matched,
          obligations: local.obligations,
          stepUp: local.stepUp,
          validUntil: local.validUntil,
        });
      }
    }),
    { numRuns: 150 },
  );
  expect([...reasons]).toEqual(expect.arrayContaining(["policy_allow", "policy_deny", "policy_deny_undetermined", "role_allow", "default_deny"]));
});

test("a call is let through when the same question about it is answered by an allow, and refused otherwise", async () => {
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom(...people), async (policies, person) => {
      const { mock, as, environment } = forked();
      await plant(environment, policies);
      for (const [action, path, type] of operations) {
        const call = await as(person).get(path(mock));
        const resource = type === "organization" ? { type, id: orgId(mock, "acme") } : { type };
        // Asked about herself with nothing said, address and proof are those of the call that asks.
        const asked = await environment.post("/v1/policies/evaluate", {
          action,
          resource,
          subject: { userId: userId(mock, person) },
          request: { authentication: { mfa: false, methods: ["pwd"], authenticatedAt: "2030-01-01T00:00:00.000Z" }, attributes: { method: "GET" } },
        });
        statuses.add(call.status);
        expect([action, call.status === 200]).toEqual([action, asked.body.decision === "allow"]);
      }
    }),
    { numRuns: 120 },
  );
  expect([...statuses].sort()).toEqual([200, 403]);
});
