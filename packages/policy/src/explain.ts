/** The way to a decision: what became of each policy. */

import { engineParts, type EngineParts, type EvaluateOptions, type PolicyEngine } from "./engine.ts";
import { mismatchOf, type CompiledPolicy } from "./compiled-policy.ts";
import { compileConditions } from "./conditions/compile-condition.ts";
import { candidatesOf } from "./decide.ts";
import type { ConditionTrace, Explanation, PolicyOutcome, PolicyTrace } from "./decision.ts";
import type { Condition } from "./document.ts";
import { budgetExhausted, Evaluation, type Check } from "./evaluation.ts";
import type { PolicyInput } from "./input.ts";
import { zoneOf } from "./zone.ts";

/**
 * Decides as `engine.evaluate` does, without the cache, and tells what became of each policy that came into
 * consideration: also of those after the ones that decided, for as long as the budget has steps.
 *
 * @param engine made by `compilePolicies`
 * @param input the question
 * @param options whether a role grants it
 * @returns the decision with the way to it
 * @example
 * const { decision, considered } = explain(engine, input);
 * for (const { policyId, outcome, failed } of considered) console.log(policyId, outcome, failed);
 */
export function explain(engine: PolicyEngine, input: PolicyInput, options: Pick<EvaluateOptions, "granted"> = {}): Explanation {
  const { rule, maxSteps } = (engine as PolicyEngine & EngineParts)[engineParts];
  const { decision, plan, evaluation } = rule(input, options, false);
  if (plan === undefined || evaluation === undefined) return { ...decision, candidates: 0, steps: 0, considered: [] };
  const deciding = new Set(decision.matched.map(({ policyId }) => policyId));
  const retold = new Evaluation(input, evaluation.now, maxSteps);
  return {
    ...decision,
    candidates: candidatesOf(plan, evaluation),
    steps: maxSteps - Math.max(0, evaluation.left),
    considered: plan.policies.map((policy) => trace(policy, retold, deciding.has(policy.applies.policyId))),
  };
}

function trace(policy: CompiledPolicy, evaluation: Evaluation, decided: boolean): PolicyTrace {
  const conditions: ConditionTrace[] = [];
  const outcome = mismatchOf(policy, evaluation) ?? outcomeOf(watched(policy, conditions), evaluation);
  const { policyId, version, effect, priority } = policy.applies;
  return { policyId, version, effect, priority, outcome, decided, failed: failedAmong(conditions, outcome), conditions };
}

function outcomeOf(check: Check | undefined, evaluation: Evaluation): PolicyOutcome {
  try {
    const verdict = check === undefined || check(evaluation);
    return verdict === undefined ? "undetermined" : verdict ? "applies" : "does_not_apply";
  } catch (error) {
    if (error === budgetExhausted) return "not_reached";
    throw error;
  }
}

/** The conditions once more, each of which notes what becomes of it. */
function watched(policy: CompiledPolicy, notes: ConditionTrace[]): Check | undefined {
  // Copied, since one object may stand at two places of a document that was not read from JSON.
  const conditions = JSON.parse(JSON.stringify(policy.conditions ?? [])) as Condition[];
  const pointers = new Map<Condition, string>();
  addPointers(conditions, "/conditions", pointers);
  return compileConditions(conditions, {
    zone: zoneOf,
    watch: (condition, check) => (evaluation) => {
      const verdict = check(evaluation);
      const at = { pointer: pointers.get(condition)!, type: condition.type };
      if (verdict === undefined) notes.push({ ...at, outcome: "undetermined", problem: evaluation.problem });
      else notes.push({ ...at, outcome: verdict ? "met" : "not_met", problem: null });
      return verdict;
    },
  });
}

function addPointers(conditions: readonly Condition[], pointer: string, pointers: Map<Condition, string>): void {
  for (const [index, condition] of conditions.entries()) addPointer(condition, `${pointer}/${index}`, pointers);
}

function addPointer(condition: Condition, pointer: string, pointers: Map<Condition, string>): void {
  pointers.set(condition, pointer);
  if (condition.type === "all" || condition.type === "any") addPointers(condition.conditions, `${pointer}/conditions`, pointers);
  if (condition.type === "not") addPointer(condition.condition, `${pointer}/condition`, pointers);
}

/** The condition of the document's own list that kept the policy from applying. */
function failedAmong(conditions: readonly ConditionTrace[], outcome: PolicyOutcome): string | null {
  if (outcome !== "does_not_apply" && outcome !== "undetermined") return null;
  const wanted = outcome === "undetermined" ? "undetermined" : "not_met";
  return conditions.find((one) => one.outcome === wanted && /^\/conditions\/\d+$/.test(one.pointer))?.pointer ?? null;
}
