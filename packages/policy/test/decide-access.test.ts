import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  accessRoles,
  compilePolicies,
  compileValidated,
  createDecisionCache,
  decideAccess,
  explainAccess,
  isClosedToPolicies,
  isKeptForOwners,
  type AccessRole,
  type Decision,
  type PolicyInput,
} from "../src/index.ts";
import { policy, question } from "./support/one.ts";

const roles = accessRoles([
  { key: "owner", level: 4, permissions: ["policies:manage", "org:transfer", "audit:export", "docs:read"] },
  { key: "auditor", level: null, permissions: ["audit:export"] },
]);

const as = (role: string, action: string, rest: Partial<PolicyInput> = {}): PolicyInput =>
  question({ action, subject: { type: "user", id: "usr_1", roles: [role] }, resource: { type: "doc", id: "doc_1" }, ...rest });

const said = ({ decision, reason }: Decision): string => `${decision} ${reason}`;

test("where no policy says anything a role allows what it grants, letter by letter, and nothing else is allowed", () => {
  const engine = compilePolicies([]);
  expect(said(decideAccess(engine, as("auditor", "audit:export"), roles))).toBe("allow role_allow");
  expect(said(decideAccess(engine, as("auditor", "audit:manage"), roles))).toBe("deny default_deny");
  expect(said(decideAccess(engine, as("nobody", "audit:export"), roles))).toBe("deny default_deny");
  expect(said(decideAccess(engine, as("constructor", "audit:export"), roles))).toBe("deny default_deny");
});

test("an explicit deny goes before a role, and a policy that allows goes before the question for roles", () => {
  const deny = policy("no", { effect: "deny", actions: ["audit:export"] });
  const allow = policy("yes", { actions: ["audit:*"] });
  expect(said(decideAccess(compilePolicies([deny]), as("auditor", "audit:export"), roles))).toBe("deny policy_deny");
  expect(said(decideAccess(compilePolicies([allow]), as("auditor", "audit:export"), roles))).toBe("allow policy_allow");
  expect(said(decideAccess(compilePolicies([allow]), as("nobody", "audit:export"), roles))).toBe("allow policy_allow");
});

test("a denial that a new proof would turn says so also where a role grants the rest", () => {
  const deny = policy("no", { effect: "deny", actions: ["audit:export"], conditions: [{ type: "not", condition: { type: "mfa" } }] });
  const input = as("auditor", "audit:export", { request: { authentication: { mfa: false } } });
  expect(decideAccess(compilePolicies([deny]), input, roles)).toMatchObject({ reason: "policy_deny", stepUp: { mfa: true, maxAgeSeconds: null } });
  expect(decideAccess(compilePolicies([deny]), { ...input, subject: { type: "user", id: "usr_1" } }, roles).stepUp).toBeNull();
});

test("no policy closes policies and the handing on of the organization for an owner, who may do both by role", () => {
  const all = compilePolicies([policy("no", { effect: "deny", actions: ["*"], resources: ["*"], obligations: [{ type: "log" }] })]);
  for (const action of ["policies:manage", "org:transfer"]) {
    const decision = decideAccess(all, as("owner", action), roles);
    expect(decision).toMatchObject({ decision: "allow", reason: "role_allow", matched: [], obligations: [], stepUp: null });
    expect(explainAccess(all, as("owner", action), roles)).toMatchObject({ decision: "allow", reason: "role_allow", considered: [{ outcome: "applies" }] });
  }
  expect(said(decideAccess(all, as("owner", "audit:export"), roles))).toBe("deny policy_deny");
  expect(said(decideAccess(all, as("owner", "policies:read"), roles))).toBe("deny policy_deny");
  expect(said(decideAccess(all, as("auditor", "policies:manage"), true))).toBe("deny policy_deny");
  expect(said(decideAccess(all, as("owner", "policies:manage", { subject: { type: "api_key", id: "key_1", roles: ["owner"] } }), roles))).toBe(
    "deny policy_deny",
  );
});

test("no policy opens what only roles grant, by a wildcard or by a new proof", () => {
  const all = policy("yes", { actions: ["*"], resources: ["*"], obligations: [{ type: "log" }] });
  for (const action of ["org:transfer", "platform:users", "users:manage", "sessions:read", "sessions:revoke"]) {
    const input = as("nobody", action, { request: { authentication: { mfa: false } } });
    expect(decideAccess(compilePolicies([all]), input, false)).toMatchObject({ decision: "deny", reason: "default_deny", matched: [], obligations: [] });
    expect(said(decideAccess(compilePolicies([all]), input, true))).toBe("allow policy_allow");
    const withProof = compilePolicies([{ ...all, document: { ...all.document, conditions: [{ type: "mfa" }] } }]);
    expect(decideAccess(withProof, input, false)).toMatchObject({ reason: "default_deny", stepUp: null });
  }
  expect(["org:delete", "users:read", "sessions:revoked", "platforms:x"].some(isClosedToPolicies)).toBe(false);
});

test("an owner gets to the policies also where there are too many of them to decide", () => {
  const many = compileValidated(Array.from({ length: 1_001 }, (_, index) => policy(`p${index}`, { effect: "deny", actions: ["*"], resources: ["*"] })));
  expect(said(decideAccess(many, as("owner", "policies:manage"), roles))).toBe("allow role_allow");
  expect(said(decideAccess(many, as("owner", "audit:export"), roles))).toBe("deny too_many_candidates");
});

test("what is no question, or cannot be read, is denied whoever asks", () => {
  const engine = compilePolicies([]);
  expect(decideAccess(engine, as("owner", "policies:manage", { resource: {} as never }), roles).reason).toBe("input_invalid");
  expect(decideAccess(engine, as("owner", "policies:manage", { subject: { type: "user", id: "u", roles: "owner" as never } }), roles).reason).toBe(
    "input_invalid",
  );
  const hostile = new Proxy({ type: "user", id: "u" }, { get: () => expect.unreachable() as never });
  expect(decideAccess(engine, { ...as("owner", "docs:read"), subject: hostile }, roles).reason).toBe("evaluation_failed");
  expect(decideAccess(engine, null as never, roles).reason).toBe("input_invalid");
});

test("a cache tells apart what a role grants and what it does not", () => {
  const cache = createDecisionCache();
  const engine = compilePolicies([policy("other", { actions: ["audit:export"], resources: ["log:*"] })], { version: "1", cache });
  const input = as("member", "audit:export");
  expect(said(decideAccess(engine, input, true))).toBe("allow role_allow");
  expect(said(decideAccess(engine, input, false))).toBe("deny default_deny");
  expect(decideAccess(engine, input, true)).toMatchObject({ reason: "role_allow", cached: true });
});

test("of two roles with one key the permissions of both count", () => {
  const twice: AccessRole[] = [
    { key: "x", level: null, permissions: ["a:b"] },
    { key: "x", level: null, permissions: ["c:d"] },
  ];
  expect(accessRoles(twice).grant(["x"], "a:b") && accessRoles(twice).grant(["x"], "c:d")).toBe(true);
});

test("more roles never take away, whatever the policies say of none of them", () => {
  fc.assert(
    fc.property(fc.constantFrom("allow" as const, "deny" as const), fc.boolean(), fc.boolean(), (effect, about, granted) => {
      const engine = compilePolicies([policy("one", { effect, actions: [about ? "docs:read" : "docs:write"] })]);
      const without = decideAccess(engine, question(), false).decision;
      const withRole = decideAccess(engine, question(), granted).decision;
      expect(without === "allow" ? withRole : "allow").toBe("allow");
      expect(withRole === "allow").toBe(about ? effect === "allow" : granted);
    }),
  );
});

test("what is kept for owners is known by its name", () => {
  expect(["policies:manage", "policies:read", "org:transfer"].every(isKeptForOwners)).toBe(true);
  expect(["org:delete", "org:update", "policiesx:manage", "audit:export", "self:transferOwnership"].some(isKeptForOwners)).toBe(false);
});
