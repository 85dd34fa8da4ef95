/**
 * Roles and policies together: the one rule by which the API enforces and answers, a mock does, and a policy client
 * decides on its own.
 */

import type { Decision, Explanation } from "./decision.ts";
import type { EvaluateOptions, PolicyEngine } from "./engine.ts";
import { explain } from "./explain.ts";
import type { PolicyInput } from "./input.ts";

/** A role as a bundle carries it. */
export interface AccessRole {
  /** The name that subjects have among their roles: `owner`, `auditor`. */
  readonly key: string;
  /** 1 viewer, 2 member, 3 admin, 4 owner; null for a custom role. */
  readonly level: number | null;
  /** What it grants without limit: `audit:export`. */
  readonly permissions: readonly string[];
}

/** Roles that are ready to be asked. Made by {@link accessRoles}. */
export interface AccessRoles {
  /** Whether one of these roles grants an action. Roles that are not there grant nothing. */
  grant(roles: readonly string[] | undefined, action: string): boolean;
}

/**
 * Makes roles ready. A role grants the permissions that it names, letter by letter; what an application calls its own
 * actions is therefore left to policies alone.
 *
 * @param roles in any order; of two with one key the permissions of both count
 * @returns what {@link decideAccess} takes
 * @example
 * const roles = accessRoles(bundle.roles);
 * roles.grant(["admin"], "audit:export"); // true
 */
export function accessRoles(roles: readonly AccessRole[]): AccessRoles {
  const granted = new Map<string, Set<string>>();
  for (const { key, permissions } of roles) granted.set(key, new Set([...(granted.get(key) ?? []), ...permissions]));
  return { grant: (keys, action) => Array.isArray(keys) && keys.some((key) => granted.get(key as string)?.has(action)) };
}

/**
 * Decides by policies and roles: a policy that denies, then a policy that allows or a role that grants, then deny. Two
 * exceptions: what {@link isKeptForOwners} names, an owner may do whatever policies say, so that nobody is locked out; and
 * what {@link isClosedToPolicies} names, no policy opens.
 *
 * @param engine made by `compilePolicies` or `compileValidated`
 * @param input the question
 * @param granted roles, which are asked about the subject's, or whether they grant it, where the caller knows more of
 *   them, as the API does of keys and their scopes
 * @param options what else goes with the question
 * @returns the decision; its reason is `role_allow` where no policy allows it and a role does
 * @example
 * const { decision, reason } = decideAccess(engine, input, accessRoles(bundle.roles));
 */
export function decideAccess(
  engine: PolicyEngine,
  input: PolicyInput,
  granted: AccessRoles | boolean,
  options: Omit<EvaluateOptions, "granted"> = {},
): Decision {
  const isGranted = isGrantedBy(granted, input);
  return bounded(engine.evaluate(input, { ...options, granted: isGranted }), input, isGranted);
}

/**
 * Decides as {@link decideAccess} does, and tells what became of each policy.
 *
 * @param engine made by `compilePolicies` or `compileValidated`
 * @param input the question
 * @param granted as for {@link decideAccess}
 * @returns the decision with the way to it
 * @example
 * for (const { policyId, outcome } of explainAccess(engine, input, accessRoles(bundle.roles)).considered) console.log(policyId, outcome);
 */
export function explainAccess(engine: PolicyEngine, input: PolicyInput, granted: AccessRoles | boolean): Explanation {
  const isGranted = isGrantedBy(granted, input);
  return bounded(explain(engine, input, { granted: isGranted }), input, isGranted);
}

/**
 * Whether no policy closes an action for an owner: reading and changing policies, and handing on the organization. An
 * organization whose policies deny everything to everybody can be opened again.
 *
 * @example
 * isKeptForOwners("policies:manage"); // true
 */
export function isKeptForOwners(action: string): boolean {
  return action.startsWith("policies:") || action === "org:transfer";
}

/**
 * Whether no policy opens an action: handing on the organization, what belongs to the platform, and what nobody in an
 * organization has without limit. Only roles grant these; an allow by a wildcard does not reach them.
 *
 * @example
 * isClosedToPolicies("org:transfer"); // true
 */
export function isClosedToPolicies(action: string): boolean {
  return /^(?:platform:.*|org:transfer|users:manage|sessions:read|sessions:revoke)$/.test(action);
}

function isGrantedBy(granted: AccessRoles | boolean, input: PolicyInput): boolean {
  if (typeof granted === "boolean") return granted;
  try {
    return granted.grant(input.subject.roles, input.action);
  } catch {
    // What throws when it is read is no question, and the engine says so.
    return false;
  }
}

function bounded<Answer extends Decision>(answer: Answer, input: PolicyInput, granted: boolean): Answer {
  const { reason } = answer;
  if (reason === "input_invalid" || reason === "evaluation_failed") return answer;
  const { action, subject } = input;
  const without = { matched: [], obligations: [], stepUp: null, validUntil: null };
  if (!granted) {
    if (!isClosedToPolicies(action)) return answer;
    return reason === "policy_allow" ? { ...answer, ...without, decision: "deny", reason: "default_deny" } : { ...answer, stepUp: null };
  }
  if (answer.decision === "allow" || !isKeptForOwners(action) || subject.type !== "user" || !subject.roles?.includes("owner")) return answer;
  return { ...answer, ...without, decision: "allow", reason: "role_allow" };
}
