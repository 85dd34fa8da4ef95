/** What an engine answers. Rego modules and JSON policies answer the same. */

import type { Effect, Obligation } from "./document.ts";

/**
 * Why. `policy_allow`: a policy allows it · `role_allow`: a role grants it and no policy says anything, or none binds the
 * subject in this · `policy_deny`: a policy denies it · `policy_deny_undetermined`: a policy that
 * denies may apply, and the input lacks what would tell · `default_deny`: no policy says anything ·
 * `too_many_candidates`: more policies are about it than one decision considers · `budget_exhausted`: the conditions took
 * more steps than one decision may take · `input_invalid`: the input is no question · `evaluation_failed`: an attribute
 * could not even be read.
 */
export type DecisionReason =
  | "policy_allow"
  | "role_allow"
  | "policy_deny"
  | "policy_deny_undetermined"
  | "default_deny"
  | "too_many_candidates"
  | "budget_exhausted"
  | "input_invalid"
  | "evaluation_failed";

/** The answer to one input. A plain object, safe to keep and to send. */
export interface Decision {
  readonly decision: Effect;
  readonly reason: DecisionReason;
  /** Names this answer in logs and reports: `dec_…`. */
  readonly decisionId: string;
  /** The policies that decided: those of the deciding effect and priority that apply, by id. */
  readonly matched: readonly MatchedPolicy[];
  /** What those policies ask of whoever enforces the decision. Each one once. */
  readonly obligations: readonly Obligation[];
  /** What the subject would have to prove to be allowed. Null when nothing of that kind helps. */
  readonly stepUp: StepUp | null;
  /** The version of the policies that decided, as the engine was told it. */
  readonly policyVersion: string | null;
  /** Until when time alone does not change the answer. Null when time has no part in it. */
  readonly validUntil: string | null;
  /** Whether the answer came from the cache. */
  readonly cached: boolean;
}

/** A policy that decided. */
export interface MatchedPolicy {
  readonly policyId: string;
  readonly version: number | null;
  readonly effect: Effect;
  readonly priority: number;
  /** False for a deny that applies because its conditions could not be told. */
  readonly determined: boolean;
}

/** A new proof of who the subject is, after which the same input is allowed. */
export interface StepUp {
  /** Whether a second factor is needed. */
  readonly mfa: boolean;
  /** How old the proof may be; null when its age does not matter. */
  readonly maxAgeSeconds: number | null;
}

/** What one decision may cost. */
export interface Budget {
  /** Steps that conditions may take, one for each, and more for long lists and texts. 100,000 when absent. */
  readonly maxSteps?: number;
  /** Policies that may be about one input. 1,000 when absent. */
  readonly maxCandidates?: number;
}

/** A decision with the way to it. */
export interface Explanation extends Decision {
  /** How many policies are about the input: action, resource, subject and organization fit. */
  readonly candidates: number;
  /** Steps that the conditions took. */
  readonly steps: number;
  /** Each policy for this action and type of resource, in the order in which they are considered. */
  readonly considered: readonly PolicyTrace[];
}

/**
 * What became of a policy. `applies`, `does_not_apply`, `undetermined`: its conditions hold, do not, cannot be told ·
 * `other_organization`, `other_resource`, `other_subject`: it is about something else · `not_reached`: the budget ended
 * before.
 */
export type PolicyOutcome = "applies" | "does_not_apply" | "undetermined" | "other_organization" | "other_resource" | "other_subject" | "not_reached";

/** One policy on the way to a decision. */
export interface PolicyTrace {
  readonly policyId: string;
  readonly version: number | null;
  readonly effect: Effect;
  readonly priority: number;
  readonly outcome: PolicyOutcome;
  /** Whether it is among those that decided. */
  readonly decided: boolean;
  /** Pointer into the document to the condition that kept it from applying, or that could not be told. */
  readonly failed: string | null;
  /** The conditions that were looked at, outer ones after those inside them. */
  readonly conditions: readonly ConditionTrace[];
}

/** One condition on the way to a decision. */
export interface ConditionTrace {
  /** JSON pointer into the document: `/conditions/0`. */
  readonly pointer: string;
  readonly type: string;
  readonly outcome: "met" | "not_met" | "undetermined";
  /** Why it cannot be told. */
  readonly problem: ConditionProblem | null;
}

/** Why a condition cannot be told. */
export type ConditionProblem = "value_missing" | "type_mismatch" | "address_malformed" | "time_malformed";
