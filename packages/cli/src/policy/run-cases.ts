import type { Decision, PolicyTrace } from "@plinto/policy";
import type { Case, Expected, Suite } from "./suite.ts";

type Engine = typeof import("@plinto/policy");

/** What became of a case. */
export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly expected: Expected;
  readonly decision: Decision["decision"];
  readonly reason: Decision["reason"];
  /** The ids of the policies that decided. */
  readonly policies: readonly string[];
  /** What is wrong, in a sentence; null where nothing is. */
  readonly problem: string | null;
  /** What became of each policy for this action and type of resource. */
  readonly considered: readonly Pick<PolicyTrace, "policyId" | "outcome" | "failed">[];
}

/** Decides each case by policies and roles, as the API would. */
export function runCases({ policies, roles, cases }: Suite, { accessRoles, compilePolicies, explainAccess }: Engine): Outcome[] {
  const engine = compilePolicies(policies);
  const granted = accessRoles(roles);
  return cases.map(({ name, input, expect }): Outcome => {
    const { decision, reason, matched, considered, validUntil } = explainAccess(engine, input, granted);
    const decided = { decision, reason, policies: matched.map(({ policyId }) => policyId) };
    const problem = timeless(input, validUntil) ? differenceOf(decided, expect) : "it depends on when it is asked: name request.time in the input";
    const shown = considered.map(({ policyId, outcome, failed }) => ({ policyId, outcome, failed }));
    return { name, ok: problem === null, expected: expect, ...decided, problem, considered: shown };
  });
}

/** Whether the answer is the same at another hour: what is right by day alone is no test. */
function timeless(input: Case["input"], validUntil: string | null): boolean {
  return validUntil === null || typeof input.request?.time === "string";
}

function differenceOf({ decision, reason, policies }: Pick<Outcome, "decision" | "reason" | "policies">, expected: Expected): string | null {
  if (decision !== expected.decision) return `${expected.decision} was expected`;
  if (expected.reason !== undefined && reason !== expected.reason) return `the reason ${expected.reason} was expected`;
  if (expected.policies !== undefined && policies.toSorted().join() !== expected.policies.toSorted().join())
    return `a decision by ${expected.policies.join(", ") || "no policy"} was expected`;
  return null;
}
