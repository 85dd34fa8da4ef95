/** Decisions kept for as long as nothing they depend on changes. */

import { cacheKey, readsOf, type InputVersions } from "./cache-key.ts";
import type { Ruling } from "./decide.ts";
import type { StepUp } from "./decision.ts";
import { PolicyError } from "./errors.ts";
import type { PolicyInput } from "./input.ts";
import type { Plan } from "./plans.ts";

/** How a cache keeps decisions. */
export interface DecisionCacheOptions {
  /** Decisions it keeps; the one not used for longest goes first. 10,000 when absent. */
  readonly maxEntries?: number;
  /** Milliseconds for which it keeps one at most. 300,000 when absent. */
  readonly ttlMs?: number;
}

/** How a cache has done. */
export interface DecisionCacheStats {
  readonly hits: number;
  readonly misses: number;
  /** hits ÷ (hits + misses); 0 before the first question. */
  readonly hitRate: number;
  readonly entries: number;
}

/** What is kept of a decision. */
interface KeptDecision extends Ruling {
  readonly stepUp: StepUp | null;
  /** The moments between which it holds: the first one inclusive, the last one exclusive. */
  readonly from: number;
  readonly until: number;
}

/**
 * Keeps decisions of one engine or of several; each one under the version of its policies, so that none is answered from
 * policies that are no more. Made by {@link createDecisionCache}.
 */
export interface DecisionCache {
  /** How it has done since it was made. */
  stats(): DecisionCacheStats;
  /** Forgets all decisions. What it says of hits and misses stays. */
  clear(): void;
}

/** What engines do with a cache. */
export interface EngineCache extends DecisionCache {
  /** Names all that a decision depends on; undefined where that cannot be. */
  keyOf(plan: Plan, input: PolicyInput, policyVersion: string, granted: boolean, versions: InputVersions): string | undefined;
  /** The decision under a key, when it holds at this moment. */
  get(key: string, now: number): KeptDecision | undefined;
  /** Keeps a decision. */
  set(key: string, decision: KeptDecision): void;
}

/**
 * Makes a cache for decisions, in memory. An entry ends after `ttlMs`, and earlier at the first moment at which time
 * itself changes the answer.
 *
 * @returns the cache, to hand to `compilePolicies`
 * @throws PolicyError `option_invalid` for a number below 1
 * @example
 * const cache = createDecisionCache({ maxEntries: 50_000 });
 * const engine = compilePolicies(policies, { version: "7", cache });
 * engine.evaluate(input);
 * console.log(cache.stats().hitRate);
 */
export function createDecisionCache({ maxEntries = 10_000, ttlMs = 300_000 }: DecisionCacheOptions = {}): DecisionCache {
  for (const [name, value] of Object.entries({ maxEntries, ttlMs })) {
    if (!(value >= 1)) throw new PolicyError("option_invalid", `${name} has to be 1 or more. Leave the cache out to do without one.`);
  }
  const reads = new WeakMap<Plan, string[][]>();
  const entries = new Map<string, { readonly decision: KeptDecision; readonly ends: number }>();
  let hits = 0;
  let misses = 0;
  const cache: EngineCache = {
    keyOf(plan, input, policyVersion, granted, versions) {
      const known = reads.get(plan) ?? readsOf(plan);
      reads.set(plan, known);
      return cacheKey(known, input, policyVersion, granted, versions);
    },
    get(key, now) {
      const entry = entries.get(key);
      if (entry === undefined || !(now >= entry.decision.from && now < entry.ends)) {
        misses += 1;
        return undefined;
      }
      hits += 1;
      // The order of a Map is that in which its keys came, so this makes the entry the youngest.
      entries.delete(key);
      entries.set(key, entry);
      return entry.decision;
    },
    set(key, decision) {
      const ends = Math.min(decision.until, decision.from + ttlMs);
      if (!(ends > decision.from)) return;
      entries.delete(key);
      if (entries.size >= maxEntries) entries.delete(entries.keys().next().value!);
      entries.set(key, { decision, ends });
    },
    stats: () => ({ hits, misses, hitRate: hits + misses === 0 ? 0 : hits / (hits + misses), entries: entries.size }),
    clear: () => entries.clear(),
  };
  return cache;
}
