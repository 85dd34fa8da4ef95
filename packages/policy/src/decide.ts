/** The rules by which policies become a decision: the only place that knows them. */

import { mismatchOf, type CompiledPolicy } from "./compiled-policy.ts";
import type { DecisionReason, MatchedPolicy, StepUp } from "./decision.ts";
import type { Effect, Obligation } from "./document.ts";
import { budgetExhausted, Evaluation, type AssumedProof } from "./evaluation.ts";
import type { Spend } from "./pattern.ts";
import type { Plan } from "./plans.ts";

/** A decision without what belongs to one answer. */
export interface Ruling {
  readonly decision: Effect;
  readonly reason: DecisionReason;
  readonly matched: readonly MatchedPolicy[];
  readonly obligations: readonly Obligation[];
}

/** A ruling for which no policy is named: a denial, but for what a role allows. */
export function denied(reason: DecisionReason, decision: Effect = "deny"): Ruling {
  return { decision, reason, matched: [], obligations: [] };
}

/**
 * Decides: the highest priority at which a policy applies, and at it a deny before an allow; nothing applies, nothing is
 * allowed but what a role has granted. Of the deciding ones all are found, so that no obligation depends on an order.
 */
export function decide(plan: Plan, evaluation: Evaluation, maxCandidates: number, granted: boolean): Ruling {
  const { policies } = plan;
  const spend: Spend = (steps) => evaluation.spend(steps);
  try {
    // Fewer cannot be too many, so that the common case need not count.
    if (policies.length > maxCandidates && candidatesOf(plan, evaluation, spend) > maxCandidates) return denied("too_many_candidates");
    for (let at = 0; at < policies.length;) {
      const { effect, priority } = policies[at]!.applies;
      const matched: MatchedPolicy[] = [];
      const deciding: CompiledPolicy[] = [];
      let determined = false;
      for (; at < policies.length; at += 1) {
        const policy = policies[at]!;
        if (policy.applies.effect !== effect || policy.applies.priority !== priority) break;
        if (mismatchOf(policy, evaluation, spend) !== undefined) continue;
        const verdict = policy.check === undefined || policy.check(evaluation);
        if (verdict === true) determined = true;
        else if (verdict === false || effect === "allow") continue;
        matched.push(verdict === true ? policy.applies : { ...policy.applies, determined: false });
        deciding.push(policy);
      }
      if (matched.length > 0) {
        const reason = effect === "allow" ? "policy_allow" : determined ? "policy_deny" : "policy_deny_undetermined";
        return { decision: effect, reason, matched, obligations: obligationsOf(deciding) };
      }
    }
    return granted ? denied("role_allow", "allow") : denied("default_deny");
  } catch (error) {
    if (error === budgetExhausted) return denied("budget_exhausted");
    throw error;
  }
}

/** How many policies are about an input. */
export function candidatesOf({ policies }: Plan, evaluation: Evaluation, spend?: Spend): number {
  let count = 0;
  for (const policy of policies) if (mismatchOf(policy, evaluation, spend) === undefined) count += 1;
  return count;
}

/**
 * Finds out whether a new proof would turn a denial: first a fresh one of the same kind, then one with a second factor.
 * The steps that are left have to do.
 */
export function stepUpFor(plan: Plan, evaluation: Evaluation, maxCandidates: number, granted: boolean): StepUp | null {
  if (!evaluation.lacksProof) return null;
  let { left } = evaluation;
  for (const mfa of [false, true]) {
    const assumed: AssumedProof = { mfa, neededMfa: false, neededMaxAge: null };
    const attempt = new Evaluation(evaluation.input, evaluation.now, left);
    attempt.assumed = assumed;
    const { decision } = decide(plan, attempt, maxCandidates, granted);
    evaluation.boundAt(attempt.until);
    if (decision === "allow") return { mfa: assumed.neededMfa, maxAgeSeconds: assumed.neededMaxAge };
    left = Math.max(0, attempt.left);
  }
  return null;
}

const none: readonly Obligation[] = [];

function obligationsOf(policies: readonly CompiledPolicy[]): readonly Obligation[] {
  let found: Map<string, Obligation> | undefined;
  for (const { obligations } of policies) {
    for (const obligation of obligations) (found ??= new Map()).set(JSON.stringify([obligation.type, obligation.parameters]), obligation);
  }
  return found === undefined ? none : [...found.values()];
}
