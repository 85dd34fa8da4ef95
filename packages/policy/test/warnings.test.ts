import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicies, validatePolicy, type PolicyDocument } from "../src/index.ts";
import { inputArbitrary, policiesArbitrary } from "./support/generators.ts";
import { policy } from "./support/one.ts";

const mine: PolicyDocument = { effect: "allow", actions: ["docs:read"], resources: ["doc:a*"], subjects: ["role:member"], conditions: [{ type: "mfa" }] };

test.each<[string, string, PolicyDocument]>([
  ["", "allows everybody everything", { effect: "allow", actions: ["*"], resources: ["*"] }],
  ["", "locks everybody out", { effect: "deny", actions: ["*"], resources: ["*"], subjects: ["*"] }],
  ["/actions", "every action", { effect: "allow", actions: ["*"], resources: ["doc:*"] }],
  ["/conditions/0/ranges/1", "every address", { ...mine, conditions: [{ type: "ip", ranges: ["10.0.0.0/8", "0.0.0.0/0"] }] }],
])("too broad at %o: it %s", (pointer, words, document) => {
  expect(validatePolicy(document)).toEqual([{ severity: "warning", code: "too_broad", pointer, message: expect.stringContaining(words) }]);
});

test("a period that is over makes the policy unreachable, as soon as somebody says what time it is", () => {
  const document: PolicyDocument = { ...mine, conditions: [{ type: "period", notAfter: "2026-01-01T00:00:00Z" }] };
  expect(validatePolicy(document)).toEqual([]);
  expect(validatePolicy(document, { now: Date.parse("2025-12-31T23:59:59Z") })).toEqual([]);
  expect(validatePolicy(document, { now: Date.parse("2026-01-01T00:00:00Z") })).toMatchObject([{ code: "unreachable", pointer: "/conditions/0/notAfter" }]);
});

test.each<[string, boolean, Partial<PolicyDocument>]>([
  ["one that denies all of it", true, { effect: "deny", actions: ["docs:*"], resources: ["doc:*"] }],
  ["one that allows all of it", true, { actions: ["*"], resources: ["*"], subjects: ["role:*"] }],
  ["one of higher priority", true, { priority: 1, resources: ["doc:*"] }],
  ["one of more subjects", true, { subjects: ["role:member", "role:admin"], resources: ["doc:*"] }],
  ["one with conditions", false, { effect: "deny", actions: ["docs:*"], resources: ["doc:*"], conditions: [{ type: "mfa" }] }],
  ["one of other actions", false, { effect: "deny", actions: ["docs:write"], resources: ["doc:*"] }],
  ["one of fewer resources", false, { effect: "deny", resources: ["doc:ab*"] }],
  ["one of other subjects", false, { effect: "deny", resources: ["doc:*"], subjects: ["role:admin"] }],
  ["one with obligations", true, { resources: ["doc:*"], obligations: [{ type: "log" }] }],
])("shadowed by %s: %s", (_, shadowed, other) => {
  const found = validatePolicy(mine, { policies: [policy("other", other)] });
  expect(found.map(({ code }) => code)).toEqual(shadowed ? ["shadowed"] : []);
  if (shadowed) expect(found[0]!.message).toContain('"other"');
});

test("a policy with obligations of its own is shadowed by a higher priority only, since of equal ones both have theirs done", () => {
  const document = { ...mine, obligations: [{ type: "mask" }] };
  expect(validatePolicy(document, { policies: [policy("other", { resources: ["doc:*"] })] })).toEqual([]);
  expect(validatePolicy(document, { policies: [policy("other", { resources: ["doc:*"], priority: 1 })] })).toMatchObject([{ code: "shadowed" }]);
});

test("a policy is not shadowed by its own earlier version, by a lower priority or by another organization's", () => {
  const wide = policy("other", { effect: "deny", resources: ["doc:*"] });
  expect(validatePolicy(mine, { policies: [wide], id: "other" })).toEqual([]);
  expect(validatePolicy({ ...mine, priority: 1 }, { policies: [wide] })).toEqual([]);
  expect(validatePolicy(mine, { policies: [{ ...wide, organizationId: "org_1" }], organizationId: "org_2" })).toEqual([]);
  expect(validatePolicy(mine, { policies: [{ ...wide, organizationId: "org_1" }] })).toEqual([]);
  expect(validatePolicy(mine, { policies: [{ ...wide, organizationId: "org_1" }], organizationId: "org_1" })).toMatchObject([{ code: "shadowed" }]);
});

test("taking a shadowed policy away changes no decision", { timeout: 60_000 }, () => {
  let shadowed = 0;
  fc.assert(
    fc.property(policiesArbitrary, fc.array(inputArbitrary(), { minLength: 5, maxLength: 5 }), (policies, inputs) => {
      const index = policies.findIndex(({ document, id, organizationId }) =>
        validatePolicy(document, { policies, id, organizationId: organizationId ?? null }).some(({ code }) => code === "shadowed"),
      );
      if (index < 0) return;
      shadowed += 1;
      const [before, after] = [compilePolicies(policies), compilePolicies(policies.toSpliced(index, 1))];
      for (const input of inputs) {
        const { decision, obligations } = before.evaluate(input);
        expect(after.evaluate(input)).toMatchObject({ decision, obligations });
      }
    }),
    { numRuns: 2_000 },
  );
  expect(shadowed).toBeGreaterThan(30);
});

test("a policy that contradicts itself never applies", { timeout: 60_000 }, () => {
  let contradictory = 0;
  fc.assert(
    fc.property(policiesArbitrary, fc.array(inputArbitrary(), { minLength: 5, maxLength: 5 }), (policies, inputs) => {
      const alone = policies.filter(({ document }) => validatePolicy(document).some(({ code }) => code === "contradiction"));
      contradictory += alone.length;
      const engine = compilePolicies(alone);
      for (const input of inputs) expect(["default_deny", "policy_deny_undetermined"]).toContain(engine.evaluate(input).reason);
    }),
    { numRuns: 3_000 },
  );
  expect(contradictory).toBeGreaterThan(20);
});
