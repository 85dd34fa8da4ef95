/** One policy and one question, of which tests say only what matters. */

import {
  compilePolicies,
  explain,
  type Condition,
  type ConditionTrace,
  type Decision,
  type Policy,
  type PolicyDocument,
  type PolicyInput,
} from "../../src/index.ts";

/** Allows everything, but for what is said otherwise. */
export function policy(id: string, document: Partial<PolicyDocument> = {}, rest: Partial<Policy> = {}): Policy {
  return { id, document: { effect: "allow", actions: ["docs:read"], resources: ["doc:*"], ...document }, ...rest };
}

/** May usr_1 read doc_1? */
export function question(rest: Partial<PolicyInput> = {}): PolicyInput {
  return { action: "docs:read", subject: { type: "user", id: "usr_1" }, resource: { type: "doc", id: "doc_1" }, ...rest };
}

export function decide(policies: readonly Policy[], input: PolicyInput = question()): Decision {
  return compilePolicies(policies).evaluate(input);
}

/** What becomes of a condition. */
export function outcomeOf(condition: Condition, input: Partial<PolicyInput>): Pick<ConditionTrace, "outcome" | "problem"> {
  const { considered } = explain(compilePolicies([policy("one", { conditions: [condition] })]), question(input));
  const { outcome, problem } = considered[0]!.conditions.at(-1)!;
  return { outcome, problem };
}
