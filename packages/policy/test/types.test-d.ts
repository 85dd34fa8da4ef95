import { expectTypeOf, test } from "vitest";
import {
  compilePolicies,
  explain,
  isPolicyError,
  validatePolicy,
  type Condition,
  type Decision,
  type Explanation,
  type Policy,
  type PolicyDocument,
  type PolicyError,
  type PolicyInput,
} from "../src/index.ts";

test("a document is checked as it is written", () => {
  const document: PolicyDocument = { effect: "allow", actions: ["docs:read"], resources: ["doc:*"] };
  expectTypeOf(compilePolicies).parameter(0).toEqualTypeOf<readonly Policy[]>();
  compilePolicies([{ id: "one", document }]);
  // @ts-expect-error there are two effects
  compilePolicies([{ id: "one", document: { ...document, effect: "permit" } }]);
  // @ts-expect-error a policy has an id
  compilePolicies([{ document }]);
  // @ts-expect-error the member is called conditions
  const misspelt: PolicyDocument = { ...document, condition: [] };
  expectTypeOf(misspelt).toExtend<PolicyDocument>();
});

test("conditions are told apart by their type", () => {
  const condition = { type: "mfa" } as Condition;
  if (condition.type === "ip") expectTypeOf(condition.ranges).toEqualTypeOf<readonly string[]>();
  // @ts-expect-error a window has a zone
  const window: Condition = { type: "time_window", from: "09:00" };
  // @ts-expect-error no operator is called matches
  const matches: Condition = { type: "attribute", attribute: "subject.id", operator: "matches", value: "a" };
  expectTypeOf([window, matches]).toExtend<Condition[]>();
});

test("decisions are synchronous and say which reasons there are", () => {
  const engine = compilePolicies([]);
  const input: PolicyInput = { action: "a", subject: { type: "user", id: "u" }, resource: { type: "doc" } };
  const decision = engine.evaluate(input);
  expectTypeOf(decision).toEqualTypeOf<Decision>();
  expectTypeOf(decision.decision).toEqualTypeOf<"allow" | "deny">();
  expectTypeOf(explain(engine, input)).toEqualTypeOf<Explanation>();
  // @ts-expect-error a question has a subject
  engine.evaluate({ action: "a", resource: { type: "doc" } });
  // @ts-expect-error decisions are not to be changed
  decision.decision = "allow";
});

test("anything can be validated, and errors are recognised", () => {
  expectTypeOf(validatePolicy).parameter(0).toEqualTypeOf<unknown>();
  const error: unknown = undefined;
  if (isPolicyError(error, "policy_invalid")) expectTypeOf(error).toEqualTypeOf<PolicyError>();
  // @ts-expect-error there is no such code
  isPolicyError(error, "policy_wrong");
});
