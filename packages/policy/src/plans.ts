/** Finds the policies for an action and a type of resource. */

import { inOrder, type CompiledPolicy } from "./compiled-policy.ts";
import { matchesAction } from "./pattern.ts";

/** What there is to consider for an action and a type of resource. */
export interface Plan {
  /** In the order of consideration. */
  readonly policies: readonly CompiledPolicy[];
}

/** So many plans are kept at a time: whoever asks for ever new actions must not fill the memory. */
const keptPlans = 4096;

/**
 * Finds plans. With the index, policies stand under their actions, and those whose actions have a wildcard in a bucket of
 * their own; without it every policy is looked at for every input.
 *
 * @returns what gives the plan for an action and a type of resource; undefined for names that nothing can have
 */
export function planFinder(policies: readonly CompiledPolicy[], indexed: boolean): (action: string, type: string) => Plan | undefined {
  const exact = new Map<string, CompiledPolicy[]>();
  const wild: CompiledPolicy[] = [];
  // A map in each, since a text put together for every decision would cost more than the decision.
  const kept = new Map<string, Map<string, Plan>>();
  let size = 0;
  for (const policy of policies) {
    const isWild = !indexed || policy.actions.some((action) => action.includes("*"));
    for (const bucket of isWild ? [wild] : policy.actions.map((action) => bucketOf(exact, action))) bucket.push(policy);
  }
  return (action, type) => {
    const known = kept.get(action)?.get(type);
    if (known) return known;
    if (!shape.test(`${action} ${type}`)) return undefined;
    const found = wild.filter(({ actions }) => actions.some((pattern) => matchesAction(pattern, action)));
    const plan: Plan = {
      policies: [...found, ...(exact.get(action) ?? [])].filter(({ resources }) => resources.hasType(type)).sort(inOrder),
    };
    if (!indexed) return plan;
    if ((size += 1) % keptPlans === 0) kept.clear();
    kept.set(action, (kept.get(action) ?? new Map<string, Plan>()).set(type, plan));
    return plan;
  };
}

/** An action of up to eight segments and a type. */
const shape = /^[\w.-]{1,64}(?::[\w.-]{1,64}){0,7} [\w.-]{1,64}$/;

function bucketOf(buckets: Map<string, CompiledPolicy[]>, action: string): CompiledPolicy[] {
  const bucket = buckets.get(action) ?? [];
  buckets.set(action, bucket);
  return bucket;
}
