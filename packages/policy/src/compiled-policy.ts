/** A policy made ready. */

import { compileConditions, type Compiling } from "./conditions/compile-condition.ts";
import type { MatchedPolicy, PolicyOutcome } from "./decision.ts";
import type { Condition, Obligation, Policy } from "./document.ts";
import { PolicyError } from "./errors.ts";
import type { Check, Evaluation } from "./evaluation.ts";
import { entityPatterns, type EntityPatterns, type Spend } from "./pattern.ts";

/** What an engine keeps of a policy. */
export interface CompiledPolicy {
  /** What it was made of. */
  readonly source: Policy;
  readonly actions: readonly string[];
  readonly resources: EntityPatterns;
  readonly subjects: EntityPatterns | undefined;
  readonly organizationId: string | null;
  /** Undefined without conditions. */
  readonly check: Check | undefined;
  /** As they are written. */
  readonly conditions: readonly Condition[] | undefined;
  /** How it stands in decisions when it applies. */
  readonly applies: MatchedPolicy;
  readonly obligations: readonly Obligation[];
}

/** The order of consideration: the higher priority first, denies before allows, then by id, whatever order they came in. */
export function inOrder({ applies: a }: CompiledPolicy, { applies: b }: CompiledPolicy): number {
  return b.priority - a.priority || ((a.effect === b.effect ? a.policyId < b.policyId : a.effect === "deny") ? -1 : 1);
}

/**
 * Makes a policy ready whose document has no faults.
 *
 * @throws PolicyError `policy_unsupported` for what this version does not know
 */
export function compilePolicy(source: Policy, zone: Compiling["zone"]): CompiledPolicy {
  const { id, version, organizationId = null, document } = source;
  const { languageVersion = 1, effect, priority = 0, actions, resources, subjects, conditions, obligations = [] } = document;
  const check = conditions && compileConditions(conditions, { zone });
  if (languageVersion !== 1 || (effect !== "allow" && effect !== "deny") || (conditions && !check)) {
    throw new PolicyError("policy_unsupported", `This version cannot read all of the policy "${id}": take a newer one.`, id);
  }
  const applies: MatchedPolicy = Object.freeze({ policyId: id, version: version ?? null, effect, priority, determined: true });
  return {
    source,
    actions,
    resources: entityPatterns(resources),
    subjects: subjects && entityPatterns(subjects),
    organizationId,
    check,
    conditions,
    applies,
    obligations,
  };
}

/** Why a policy for the action and the type of resource is not about an input after all; undefined when it is. */
export function mismatchOf(policy: CompiledPolicy, { input, names }: Evaluation, spend?: Spend): PolicyOutcome | undefined {
  if (policy.organizationId !== null && policy.organizationId !== input.organizationId) return "other_organization";
  if (!policy.resources.matches(names.resource, spend)) return "other_resource";
  const { subjects } = policy;
  if (subjects === undefined) return undefined;
  return names.subjects.some((name) => subjects.matches(name, spend)) ? undefined : "other_subject";
}
