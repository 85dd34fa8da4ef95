/** Engines from policies that nobody has looked at. */

import type { Policy } from "./document.ts";
import { compileValidated, type CompileOptions, type PolicyEngine } from "./engine.ts";
import { PolicyError } from "./errors.ts";
import { documentReader } from "./validation/document.ts";
import { zoneOf } from "./zone.ts";

/**
 * Makes an engine from policies. Their documents are checked as at their creation, and not to be changed later.
 *
 * @param policies in any order
 * @param options all of them optional
 * @returns the engine
 * @throws PolicyError `policy_invalid` with every fault of the first document that has some, `policy_id_duplicate`,
 *   `option_invalid`
 * @example
 * const engine = compilePolicies([
 *   { id: "owners", document: { effect: "allow", actions: ["documents:*"], resources: ["document:*"], subjects: ["role:owner"] } },
 * ]);
 * engine.evaluate({ action: "documents:read", subject: { type: "user", id: "u1", roles: ["owner"] }, resource: { type: "document" } }).decision; // "allow"
 */
export function compilePolicies(policies: readonly Policy[], options: CompileOptions = {}): PolicyEngine {
  const zones = new Map<string, boolean>();
  const faultsOf = documentReader((name) => {
    if (!zones.has(name)) zones.set(name, zoneOf(name) !== undefined);
    return zones.get(name)!;
  });
  for (const { id, document } of policies) {
    const faults = faultsOf(document);
    if (faults.length === 0) continue;
    const [{ pointer, message }] = faults as [(typeof faults)[number]];
    const more = faults.length === 1 ? "" : ` There are ${faults.length - 1} faults more.`;
    throw new PolicyError("policy_invalid", `The policy "${id}" has a fault at ${pointer || "its root"}: ${message}${more}`, id, faults);
  }
  return compileValidated(policies, options);
}
