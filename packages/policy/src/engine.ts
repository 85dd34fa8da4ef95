/** Engines: policies that are ready to decide. */

import type { InputVersions } from "./cache-key.ts";
import type { DecisionCache, EngineCache } from "./cache.ts";
import { compilePolicy, type CompiledPolicy } from "./compiled-policy.ts";
import { decide, denied, stepUpFor, type Ruling } from "./decide.ts";
import { decisionIds } from "./decision-id.ts";
import type { Budget, Decision, StepUp } from "./decision.ts";
import type { Policy } from "./document.ts";
import { PolicyError } from "./errors.ts";
import { Evaluation } from "./evaluation.ts";
import type { PolicyInput } from "./input.ts";
import { parseInstant } from "./instant.ts";
import { planFinder, type Plan } from "./plans.ts";
import { systemNow, systemRandom } from "./platform.ts";
import { zoneOf, type Zone } from "./zone.ts";

/** How an engine is made. */
export interface CompileOptions {
  /** Names this state of the policies in decisions and in the cache, such as the ETag of a bundle. */
  readonly version?: string;
  /** Keeps decisions. None are kept when absent. */
  readonly cache?: DecisionCache;
  /** What one decision may cost. */
  readonly budget?: Budget;
  /**
   * An engine of the policies as they were. What it made of a document that is the same object is taken over, so that
   * after a change of one policy one is made ready. Every one is when absent.
   */
  readonly previous?: PolicyEngine;
  /** Whether policies are found by action and type of resource. True when absent; false is for comparing. */
  readonly indexed?: boolean;
  /** Milliseconds since 1970-01-01T00:00:00Z, for inputs without a time. The clock of the machine when absent. */
  readonly now?: () => number;
  /** So many fresh random bytes, for the ids of decisions. Web Crypto when absent. */
  readonly random?: (length: number) => Uint8Array;
}

/** What goes with one question. */
export interface EvaluateOptions {
  /** Versions of what the input was made from. They stand in the cache's key instead of the values. */
  readonly versions?: InputVersions;
  /**
   * Whether a role of the subject grants what is asked: where no policy says anything it is then allowed (`role_allow`)
   * instead of denied. False when absent. `decideAccess` finds it out from roles.
   */
  readonly granted?: boolean;
}

/** Policies that are ready. Decisions are synchronous and never throw. */
export interface PolicyEngine {
  /** The version it was made with. */
  readonly version: string | null;
  /** How many policies it has. */
  readonly size: number;
  /**
   * Decides. What goes wrong denies, with the reason.
   *
   * @example
   * const { decision, reason, stepUp } = engine.evaluate({
   *   action: "documents:export",
   *   subject: { type: "user", id: "usr_1", roles: ["member"] },
   *   resource: { type: "document", id: "doc_1", attributes: { ownerId: "usr_1" } },
   * });
   */
  evaluate(input: PolicyInput, options?: EvaluateOptions): Decision;
}

/** Where an engine keeps what `explain` needs of it. */
export const engineParts: unique symbol = Symbol("engine parts");

/** What `explain` needs of an engine. */
export interface EngineParts {
  readonly [engineParts]: {
    readonly compiled: ReadonlyMap<string, CompiledPolicy>;
    readonly maxSteps: number;
    rule(input: PolicyInput, options: EvaluateOptions, cached: boolean): Ruled;
  };
}

/** A decision with what it was made by; absent where it was not made by policies. */
interface Ruled {
  readonly decision: Decision;
  readonly plan?: Plan;
  readonly evaluation?: Evaluation;
}

/**
 * Makes an engine from policies that were validated when they were created, such as those of a signed bundle: what
 * `compilePolicies` does without looking for faults, for places where every kilobyte counts. Of a document with faults
 * it refuses what it cannot read, a condition or an operator that this version does not know, and nothing else.
 *
 * @param policies in any order; not to be changed later
 * @param options all of them optional
 * @returns the engine
 * @throws PolicyError `policy_unsupported`, `policy_id_duplicate`, `option_invalid`
 * @example
 * const engine = compileValidated(bundle.policies, { version: etag });
 */
export function compileValidated(policies: readonly Policy[], options: CompileOptions = {}): PolicyEngine {
  const {
    version,
    cache,
    previous,
    budget: { maxSteps = 100_000, maxCandidates = 1_000 } = {},
    indexed = true,
    now: clock = systemNow,
    random = systemRandom,
  } = options;
  if (!(maxSteps >= 1 && maxCandidates >= 1)) throw new PolicyError("option_invalid", "budget: the numbers have to be 1 or more.");
  const compiled = compileAll(policies, (previous as EngineParts | undefined)?.[engineParts].compiled);
  const findPlan = planFinder([...compiled.values()], indexed);
  const nextId = decisionIds(random);
  const textOf = rememberedText();
  const engineCache = cache as EngineCache | undefined;
  // Without a version of its own, an engine must not find what another one has left in the cache.
  const keyVersion = version === undefined ? nextId(clock()) : `${version}/${maxSteps}/${maxCandidates}`;

  function rule(input: PolicyInput, { versions = {}, granted = false }: EvaluateOptions, cached: boolean): Ruled {
    const asked = clock();
    const answer = (ruling: Ruling, stepUp: StepUp | null = null, until: number = Infinity, fromCache: boolean = false): Decision => ({
      decision: ruling.decision,
      reason: ruling.reason,
      decisionId: nextId(asked),
      matched: ruling.matched,
      obligations: ruling.obligations,
      stepUp,
      policyVersion: version ?? null,
      validUntil: until > lastMoment ? null : textOf(until),
      cached: fromCache,
    });
    try {
      const plan = planFor(findPlan, input);
      if (plan === undefined) return { decision: answer(denied("input_invalid")) };
      const evaluation = new Evaluation(input, momentOf(input, asked), maxSteps);
      const key = cached ? engineCache?.keyOf(plan, input, keyVersion, granted, versions) : undefined;
      const kept = key === undefined ? undefined : engineCache!.get(key, evaluation.now);
      if (kept !== undefined) return { decision: answer(kept, kept.stepUp, kept.until, true) };
      const ruling = decide(plan, evaluation, maxCandidates, granted);
      const stepUp = ruling.decision === "deny" ? stepUpFor(plan, evaluation, maxCandidates, granted) : null;
      if (key !== undefined) engineCache!.set(key, { ...ruling, stepUp, from: evaluation.now, until: evaluation.until });
      return { decision: answer(ruling, stepUp, evaluation.until), plan, evaluation };
    } catch {
      // JSON does not throw when it is read; what does, like a proxy, is no reason to let anybody in.
      return { decision: answer(denied("evaluation_failed")) };
    }
  }

  const engine: PolicyEngine & EngineParts = {
    version: version ?? null,
    size: policies.length,
    evaluate: (input, options = {}) => rule(input, options, true).decision,
    [engineParts]: { compiled, maxSteps, rule },
  };
  return engine;
}

/** RFC 3339 has no years after 9999: what holds beyond them is not said to end. */
const lastMoment = 253_402_300_799_999;

/** By id. What was made of the same document before is taken over: of ten thousand policies mostly one has changed. */
function compileAll(policies: readonly Policy[], before: ReadonlyMap<string, CompiledPolicy> | undefined): Map<string, CompiledPolicy> {
  const zones = new Map<string, Zone | undefined>();
  const zone = (name: string): Zone | undefined => {
    if (!zones.has(name)) zones.set(name, zoneOf(name));
    return zones.get(name);
  };
  const compiled = new Map<string, CompiledPolicy>();
  for (const policy of policies) {
    const { id, document, version, organizationId } = policy;
    if (compiled.has(id)) throw new PolicyError("policy_id_duplicate", `Two policies have the id "${id}".`, id);
    const known = before?.get(id);
    const isSame = known?.source.document === document && known.source.version === version && known.source.organizationId === organizationId;
    compiled.set(id, isSame ? known : compilePolicy(policy, zone));
  }
  return compiled;
}

/** The plan for an input; undefined for what is no question. */
function planFor(find: ReturnType<typeof planFinder>, input: PolicyInput): Plan | undefined {
  const { action, subject, resource } = (input ?? {}) as Partial<PolicyInput>;
  if (typeof action !== "string" || typeof resource?.type !== "string" || typeof subject?.type !== "string" || typeof subject.id !== "string") return undefined;
  // A subject of that type would pass for everybody who has the role.
  if (subject.type === "role" || subject.type.includes(":") || !(subject.roles === undefined || Array.isArray(subject.roles))) return undefined;
  return find(action, resource.type);
}

/** Writes moments. Most answers of one time of day end at the same one, and writing it costs as much as deciding. */
function rememberedText(): (moment: number) => string {
  let last = Number.NaN;
  let text = "";
  return (moment) => {
    if (moment !== last) {
      last = moment;
      text = new Date(moment).toISOString();
    }
    return text;
  };
}

/** The moment of the request; NaN for what is none, so that no condition on time holds. */
function momentOf({ request }: PolicyInput, asked: number): number {
  const time = request?.time;
  return time === undefined || time === null ? asked : (parseInstant(time) ?? Number.NaN);
}
