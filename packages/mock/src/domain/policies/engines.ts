import { compileValidated, createDecisionCache, type PolicyEngine } from "@plinto/policy";
import type { BundledPolicy } from "@plinto/spec";
import type { Derive } from "../../kernel/secret.ts";
import type { MockReaders } from "../../schema.ts";
import type { PolicySetRow } from "./table.ts";

/** What engines need of their world. */
export interface EngineSource {
  readonly derive: Derive;
  readonly now: () => number;
  /** The last commit: tells the ids of decisions apart that engines of one revision give. */
  readonly seq: () => number;
}

/**
 * The policies of a world, ready to decide. An engine belongs to the row that stands for the policies as a whole, so it
 * is made once for each state of them, also when a world goes back or is forked, and goes with the row.
 */
export class PolicyEngines {
  readonly #source: EngineSource;
  readonly #engines = new WeakMap<PolicySetRow, PolicyEngine>();
  /** The engine made last for an organization: of the next one most policies are the same. */
  readonly #latest = new Map<string, PolicyEngine>();
  #empty: PolicyEngine | undefined;

  constructor(source: EngineSource) {
    this.#source = source;
  }

  /** The engine of an organization's policies that are in force; one without any where there are none. */
  of(read: MockReaders, organizationId: string): PolicyEngine {
    const set = read.policySets.get(organizationId);
    if (set === undefined) return (this.#empty ??= this.#compile([], undefined));
    let engine = this.#engines.get(set);
    if (engine === undefined) {
      engine = this.#compile(enabledPolicies(read, organizationId), set.revision, this.#latest.get(organizationId));
      this.#engines.set(set, engine);
      this.#latest.set(organizationId, engine);
    }
    return engine;
  }

  #compile(policies: Parameters<typeof compileValidated>[0], revision: string | undefined, previous?: PolicyEngine): PolicyEngine {
    const { derive, now, seq } = this.#source;
    return compileValidated(policies, {
      ...(revision === undefined ? {} : { version: revision, cache: createDecisionCache() }),
      ...(previous && { previous }),
      now,
      random: (length) => derive("policy-decisions", revision ?? "", seq()).slice(0, length),
    });
  }
}

/** The policies of an organization that are in force, as the engine takes them and a bundle carries them. */
export function enabledPolicies(read: MockReaders, organizationId: string): BundledPolicy[] {
  const found: BundledPolicy[] = [];
  // Ten thousand are read anew after every change of one.
  for (const { id, version, document, status } of read.policies.scan("byOrganization", [organizationId]))
    if (status === "enabled") found.push({ id, version, document });
  return found;
}
