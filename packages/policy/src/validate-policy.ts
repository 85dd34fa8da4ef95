/** Whether a policy may be created, and what to think about. */

import type { Policy, PolicyDocument } from "./document.ts";
import { contradictionsIn } from "./validation/contradictions.ts";
import type { Diagnostic } from "./validation/diagnostic.ts";
import { documentReader } from "./validation/document.ts";
import { broadWarnings, pastWarnings, shadowWarnings } from "./validation/warnings.ts";

/** What a policy is looked at beside. */
export interface ValidateOptions {
  /** The policies that are there; the one with the same id is left out. None when absent, and then nothing is shadowed. */
  readonly policies?: readonly Policy[];
  /** The id that the policy has or is to have. */
  readonly id?: string;
  /** The organization that the policy is for. Every one when absent or null. */
  readonly organizationId?: string | null;
  /** Milliseconds since 1970-01-01T00:00:00Z, to find periods that are over. None are found when absent. */
  readonly now?: number;
}

/**
 * Finds every fault of a document, and warns of what is hardly meant. Takes anything: it is the gate for what strangers
 * write. Errors are what `createPolicy` refuses as `policy_invalid`; with one of them nothing is warned of.
 *
 * @param document what somebody wants to be a policy
 * @param options what it is looked at beside
 * @returns errors and warnings, at most 100 errors; empty when there is nothing to say
 * @example
 * for (const { severity, pointer, message } of validatePolicy(JSON.parse(text))) console.log(severity, pointer, message);
 */
export function validatePolicy(document: unknown, { policies = [], id, organizationId = null, now }: ValidateOptions = {}): Diagnostic[] {
  const faults = documentReader()(document);
  if (faults.length > 0) return faults;
  const policy = { ...(id === undefined ? {} : { id }), organizationId, document: document as PolicyDocument };
  const contradictions = contradictionsIn(policy.document.conditions ?? []).map(({ pointer, other, whole }): Diagnostic => {
    const message = `This and ${other} can never hold together`;
    return whole
      ? { severity: "error", code: "contradiction", pointer, message: `${message}, so the policy never applies.` }
      : { severity: "warning", code: "unreachable", pointer, message: `${message}, so this part never holds.` };
  });
  const errors = contradictions.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors;
  return [
    ...contradictions,
    ...(now === undefined ? [] : pastWarnings(policy.document, now)),
    ...broadWarnings(policy.document),
    ...shadowWarnings(policy, policies),
  ];
}
