import { createPlinto, isPlintoError } from "@plinto/core";
import { createMock, defineSeed } from "@plinto/mock";
import { isClosedToPolicies, type Condition, type PolicyDocument, type PolicyInput } from "@plinto/policy";
import { createPolicyClient } from "@plinto/policy/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { law } from "./law.ts";

const seed = defineSeed({
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, vera: { email: "vera@elsewhere.test" } },
  organizations: { acme: { owner: "ada", members: { bob: "member", vera: "viewer" } } },
});

const some = <T>(values: readonly T[], most: number): fc.Arbitrary<T[]> => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most });

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2 },
    fc.constant<Condition>({ type: "mfa" }),
    fc.constantFrom<Condition>({ type: "authentication_age", maxSeconds: 600 }, { type: "ip", ranges: ["203.0.113.0/24"] }),
    fc.constant<Condition>({ type: "time_window", timeZone: "Europe/Berlin", from: "09:00", to: "17:00" }),
    fc.constantFrom<Condition>(
      { type: "attribute", attribute: "subject.attributes.emailDomain", operator: "equals", value: "acme.test" },
      { type: "attribute", attribute: "resource.attributes.ownerId", operator: "equals", valueFrom: "subject.id" },
      { type: "attribute", attribute: "subject.roles", operator: "includes", value: "auditor" },
    ),
    fc.record({ type: fc.constant("not" as const), condition: tie("any") }),
  ),
})).any;

const documents: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    effect: fc.constantFrom("allow" as const, "deny" as const),
    priority: fc.constantFrom(0, 1, 5),
    actions: some(["*", "documents:*", "documents:read", "*:export", "audit:export", "members:*", "policies:*", "org:*", "users:*"], 2),
    resources: some(["*", "document:*", "document:doc_1", "audit_log:*"], 2),
    subjects: some(["*", "user:*", "role:member", "role:owner", "role:auditor", "role:viewer"], 2),
    conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
    obligations: fc.constant([{ type: "mask_fields", parameters: { fields: ["email"] } }]),
  },
  { requiredKeys: ["effect", "actions", "resources"] },
);

const questions = fc.record({
  name: fc.constantFrom("ada" as const, "bob" as const, "vera" as const),
  action: fc.constantFrom(
    "documents:read",
    "documents:write",
    "audit:export",
    "members:read",
    "policies:manage",
    "org:transfer",
    "users:manage",
    "billing:manage",
  ),
  resource: fc.constantFrom(
    { type: "document", id: "doc_1" },
    { type: "document", id: "doc_2", attributes: { ownerId: seed.users.bob.email } },
    { type: "audit_log" },
  ),
  ip: fc.constantFrom("203.0.113.7", "198.51.100.1", null),
  hour: fc.integer({ min: 0, max: 23 }),
  mfa: fc.boolean(),
  age: fc.constantFrom(0, 599, 601),
});

test("the API, a local client and the mock's own bundle give one decision and reason for the same policies and question", async () => {
  const reasons = new Map<string, number>();
  await law(
    fc.asyncProperty(fc.array(documents, { maxLength: 5 }), fc.array(questions, { minLength: 6, maxLength: 12 }), async (written, asked) => {
      const mock = createMock({ seed, clock: "virtual" });
      const { acme } = mock.seed.organizations;
      const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey }).forOrganization(acme.id);
      const auditor = await plinto.roles.create({ name: "Auditor", slug: "auditor", permissions: ["audit:export"] });
      await plinto.roles.assign({ roleId: auditor.id, userId: mock.seed.users.vera.id });
      for (const [index, document] of written.entries()) await create(plinto.policies.create({ name: `Policy ${index}`, document: document as never }));
      const connection = { ...mock.connect(), secretKey: mock.keys.secretKey };
      const policies = createPolicyClient({ ...connection, organizationId: acme.id, allowMockKeys: true, pollIntervalSeconds: 0, reportEvaluations: false });
      await policies.ready();
      for (const { name, action, resource, ip, hour, mfa, age } of asked) {
        const { id, email } = mock.seed.users[name];
        const time = new Date(Date.UTC(2030, 2, 4, hour)).toISOString();
        const authenticatedAt = new Date(Date.parse(time) - age * 1000).toISOString();
        const request = { ip, time, authentication: { mfa, methods: ["pwd"], authenticatedAt } };
        const roles = { ada: ["owner"], bob: ["member"], vera: ["viewer", "auditor"] }[name];
        const attributes = { email, emailDomain: email.slice(email.indexOf("@") + 1) };
        const input: PolicyInput = { action, resource, request, subject: { type: "user", id, roles, attributes } };
        const remote = await plinto.policies.evaluate({ action, resource, request, subject: { userId: id } });
        const local = policies.evaluate(input);
        expect(saying(local)).toEqual(saying(remote));
        reasons.set(local.reason, (reasons.get(local.reason) ?? 0) + 1);
      }
    }),
    60,
  );
  for (const reason of ["policy_allow", "role_allow", "policy_deny", "default_deny"]) expect(reasons.get(reason) ?? 0).toBeGreaterThan(5);
});

test("what no policy opens is what no custom role can give, permission by permission", async () => {
  const mock = createMock();
  const plinto = createPlinto({ ...mock.connect(), secretKey: mock.keys.secretKey }).forOrganization(mock.seed.organizations.acme.id);
  const names = (await plinto.rbac.listPermissions({ pageSize: 100 }).toArray({ max: 200 })).map(({ permission }) => permission);
  const refused: string[] = [];
  for (const [index, name] of names.entries()) {
    const made = await plinto.roles.create({ name: `Role ${index}`, permissions: [name] }).safe();
    if (!made.ok) refused.push(name);
  }
  expect(names.length).toBeGreaterThan(60);
  expect(names.filter(isClosedToPolicies).sort()).toEqual(refused.sort());
});

/** A document that can never hold is refused, and then simply not there. */
async function create(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isPlintoError(error, "policy_invalid")) throw error;
  });
}

interface Said {
  readonly decision: string;
  readonly reason: string;
  readonly matched: readonly { readonly policyId: string; readonly version: number | null }[];
  readonly obligations: readonly object[];
  readonly stepUp: object | null;
}

function saying({ decision, reason, matched, obligations, stepUp }: Said): object {
  return { decision, reason, matched: matched.map(({ policyId, version }) => ({ policyId, version })), obligations, stepUp };
}
