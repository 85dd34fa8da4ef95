import { expect, test } from "vitest";
import { compilePolicies, explain } from "../src/index.ts";
import { policy, question } from "./support/one.ts";

const input = question({
  subject: { type: "user", id: "usr_1", roles: ["member"] },
  request: { ip: "10.0.0.1", time: "2026-03-02T10:00:00Z", authentication: { mfa: false } },
});

test("an explanation names each policy considered and the condition that kept it from applying", () => {
  const engine = compilePolicies(
    [
      policy("applies", { priority: 1 }, { version: 4 }),
      policy("fails", {
        conditions: [
          { type: "ip", ranges: ["10.0.0.0/8"] },
          { type: "any", conditions: [{ type: "mfa" }] },
        ],
      }),
      policy("unknown", { conditions: [{ type: "authentication_age", maxSeconds: 60 }] }),
      policy("elsewhere", {}, { organizationId: "org_9" }),
      policy("other resource", { resources: ["doc:doc_9"] }),
      policy("other subject", { subjects: ["role:admin"] }),
      policy("other action", { actions: ["docs:write"] }),
    ],
    { version: "7" },
  );
  const { considered, candidates, steps, decision, reason, policyVersion, matched } = explain(engine, input);
  expect({ decision, reason, policyVersion, candidates, steps }).toEqual({
    decision: "allow",
    reason: "policy_allow",
    policyVersion: "7",
    candidates: 3,
    steps: 0,
  });
  expect(matched).toHaveLength(1);
  expect(considered).toEqual([
    { policyId: "applies", version: 4, effect: "allow", priority: 1, outcome: "applies", decided: true, failed: null, conditions: [] },
    expect.objectContaining({ policyId: "elsewhere", outcome: "other_organization", decided: false, failed: null }),
    expect.objectContaining({
      policyId: "fails",
      outcome: "does_not_apply",
      failed: "/conditions/1",
      conditions: [
        { pointer: "/conditions/0", type: "ip", outcome: "met", problem: null },
        { pointer: "/conditions/1/conditions/0", type: "mfa", outcome: "not_met", problem: null },
        { pointer: "/conditions/1", type: "any", outcome: "not_met", problem: null },
      ],
    }),
    expect.objectContaining({ policyId: "other resource", outcome: "other_resource" }),
    expect.objectContaining({ policyId: "other subject", outcome: "other_subject" }),
    expect.objectContaining({
      policyId: "unknown",
      outcome: "undetermined",
      failed: "/conditions/0",
      conditions: [{ pointer: "/conditions/0", type: "authentication_age", outcome: "undetermined", problem: "value_missing" }],
    }),
  ]);
});

test("an explanation counts the steps of the decision, not those of the telling", () => {
  const policies = [policy("a", { priority: 1, conditions: [{ type: "not", condition: { type: "mfa" } }] }), policy("b", { conditions: [{ type: "mfa" }] })];
  expect(explain(compilePolicies(policies), input)).toMatchObject({ reason: "policy_allow", steps: 2 });
});

test("where there are too many candidates the explanation counts them all the same", () => {
  const policies = Array.from({ length: 3 }, (_, index) => policy(`p${index}`));
  expect(explain(compilePolicies(policies, { budget: { maxCandidates: 2 } }), input)).toMatchObject({
    reason: "too_many_candidates",
    candidates: 3,
    matched: [],
  });
});

test("a condition that stands at two places has two pointers", () => {
  const mfa = { type: "mfa" } as const;
  const { considered } = explain(
    compilePolicies([
      policy("one", {
        conditions: [
          { type: "not", condition: mfa },
          { type: "any", conditions: [mfa] },
        ],
      }),
    ]),
    input,
  );
  expect(considered[0]!.conditions.map(({ pointer }) => pointer)).toEqual([
    "/conditions/0/condition",
    "/conditions/0",
    "/conditions/1/conditions/0",
    "/conditions/1",
  ]);
});
