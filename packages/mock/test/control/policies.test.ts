import { expect, test } from "vitest";
import { served } from "./served.ts";

const deny = { effect: "deny", actions: ["audit:export"], resources: ["*"], conditions: [{ type: "not", condition: { type: "mfa" } }] };
const weak = { authentication: { mfa: false, methods: ["pwd"], authenticatedAt: "2030-01-01T00:00:00.000Z" } };

async function acme(): Promise<Awaited<ReturnType<typeof served>> & { readonly organizationId: string; readonly userId: string }> {
  const here = await served();
  return { ...here, organizationId: here.mock.seed.organizations["acme"]!.id, userId: here.mock.seed.users["ada"]!.id };
}

test("a policy that is saved is one of the API, with its event, and is changed in the same way", async () => {
  const { mock, control, organizationId } = await acme();
  const made = await control.savePolicy({ organizationId, name: "Exports", status: "enabled", document: deny });
  expect(made).toMatchObject({ id: expect.stringMatching(/^pol_/), name: "Exports", status: "enabled", version: 1, document: deny });
  const changed = await control.savePolicy({ organizationId, policyId: made.id, name: "Exports", status: "disabled", document: deny });
  expect(changed).toMatchObject({ id: made.id, status: "disabled", version: 2 });
  expect((await control.listPolicies({ organizationId })).data).toEqual([changed]);
  expect(mock.events.map(({ type }) => type).filter((type) => type.startsWith("policy."))).toEqual(["policy.created", "policy.updated"]);
});

test("a draft is tried as if it were in force, and nothing of it stays", async () => {
  const { mock, control, organizationId, userId } = await acme();
  const question = { organizationId, userId, action: "audit:export", resource: { type: "audit_log" }, request: weak };
  expect((await control.tryPolicy(question)).decision).toMatchObject({ decision: "allow", reason: "role_allow", considered: [] });
  expect(await control.tryPolicy({ ...question, document: deny })).toMatchObject({
    diagnostics: [],
    decision: {
      decision: "deny",
      reason: "policy_deny",
      matched: ["draft"],
      stepUp: { mfa: true, maxAgeSeconds: null },
      considered: [
        {
          policyId: "draft",
          outcome: "applies",
          decided: true,
          conditions: [{ pointer: "/conditions/0/condition", type: "mfa", outcome: "not_met" }, { outcome: "met" }],
        },
      ],
    },
  });
  expect((await control.listPolicies({ organizationId })).data).toEqual([]);
  expect(mock.events).toEqual([]);
});

test("a draft of a policy takes its place, also where that is not in force", async () => {
  const { control, organizationId, userId } = await acme();
  const question = { organizationId, userId, action: "audit:export", resource: { type: "audit_log" }, request: weak };
  const { id: policyId } = await control.savePolicy({ organizationId, name: "Exports", status: "enabled", document: deny });
  const milder = { ...deny, resources: ["document:*"] };
  expect((await control.tryPolicy(question)).decision).toMatchObject({ decision: "deny", matched: [policyId] });
  expect((await control.tryPolicy({ ...question, policyId, document: milder })).decision).toMatchObject({ decision: "allow", considered: [] });
  await control.savePolicy({ organizationId, policyId, name: "Exports", status: "disabled", document: deny });
  expect((await control.tryPolicy({ ...question, policyId, document: deny })).decision).toMatchObject({ decision: "deny", matched: [policyId] });
});

test("a document with faults is decided by nobody, and each fault is told with its place", async () => {
  const { control, organizationId, userId } = await acme();
  const document = { effect: "allow", actions: ["a b"], resources: ["document:*"], conditions: [{ type: "weather" }] };
  const { decision, diagnostics } = await control.tryPolicy({ organizationId, userId, action: "documents:read", resource: { type: "document" }, document });
  expect(decision).toBeNull();
  expect(diagnostics.map(({ severity, pointer }) => `${severity} ${pointer}`)).toEqual(["error /actions/0", "error /conditions/0/type"]);
  await expect(control.savePolicy({ organizationId, name: "No", status: "enabled", document })).rejects.toMatchObject({
    code: "policy_invalid",
    message: expect.stringContaining("/actions/0"),
  });
});

test("who is suspended is denied as every call is, and who is no member cannot be asked about", async () => {
  const { mock, control, organizationId } = await acme();
  const bob = mock.seed.users["bob"]!.id;
  const headers = { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" };
  await mock.fetch(`${mock.baseUrl}/v1/organizations/${organizationId}/members/${bob}/suspend`, { method: "POST", headers, body: "{}" });
  const question = { organizationId, userId: bob, action: "members:read", resource: { type: "member" } };
  expect((await control.tryPolicy(question)).decision).toMatchObject({ decision: "deny", reason: "member_suspended", matched: [] });
  await expect(control.tryPolicy({ ...question, userId: mock.seed.users["olga"]!.id })).rejects.toMatchObject({
    code: "not_found",
    message: "This person is no member of the organization.",
  });
  await expect(control.listPolicies({ organizationId: "org_x" })).rejects.toMatchObject({
    code: "not_found",
    message: "There is no such organization in this world.",
  });
  await expect(control.tryPolicy({ ...question, userId: mock.seed.users["ada"]!.id, request: { ip: "nowhere" } })).rejects.toMatchObject({
    code: "input_invalid",
    message: "The question has a fault at /request/ip: This has to be an address of IPv4 or IPv6.",
  });
});
