/** What a decision depends on, as one text. */

import type { Condition } from "./document.ts";
import { valueAt } from "./evaluation.ts";
import type { PolicyInput } from "./input.ts";
import type { Plan } from "./plans.ts";

/** Versions that stand in the key instead of what they are versions of. */
export interface InputVersions {
  /** Version of the subject's roles. */
  readonly roles?: string;
  /** Version of the attributes of subject and resource. */
  readonly data?: string;
}

/** A longer key would cost more than it saves. */
const maxKey = 4096;

/** The paths into an input that the conditions of a plan read; time is not among them. */
export function readsOf({ policies }: Plan): string[][] {
  const paths = new Set<string>();
  for (const { conditions = [] } of policies) for (const condition of conditions) addReads(condition, paths);
  return [...paths].sort().map((path) => path.split("."));
}

/**
 * The key of an input: what is asked, and every value that the conditions read, so that inputs
 * with the same key have the same answer at the same moment. Undefined where there is none.
 */
export function cacheKey(
  reads: readonly (readonly string[])[],
  input: PolicyInput,
  policyVersion: string,
  granted: boolean,
  { roles, data }: InputVersions,
): string | undefined {
  const { action, subject, resource, organizationId } = input;
  const parts: unknown[] = [policyVersion, granted, action, subject.type, subject.id, resource.type, resource.id, organizationId, roles, data];
  const ofRoles = roles === undefined ? part(subject.roles) : null;
  if (ofRoles === undefined) return undefined;
  parts.push(ofRoles);
  for (const path of reads) {
    const isData = path[1] === "attributes" && path[0] !== "request";
    if ((isData && data !== undefined) || (path[1] === "roles" && roles !== undefined)) continue;
    const value = part(valueAt(input, path));
    if (value === undefined) return undefined;
    parts.push(value);
  }
  const key = JSON.stringify(parts);
  return key.length > maxKey ? undefined : key;
}

function addReads(condition: Condition, paths: Set<string>): void {
  if (condition.type === "all" || condition.type === "any") for (const one of condition.conditions) addReads(one, paths);
  else if (condition.type === "not") addReads(condition.condition, paths);
  else if (condition.type === "ip") paths.add("request.ip");
  else if (condition.type === "mfa") paths.add("request.authentication.mfa");
  else if (condition.type === "authentication_age") paths.add("request.authentication.authenticatedAt");
  else if (condition.type === "attribute") {
    paths.add(condition.attribute);
    if (condition.valueFrom !== undefined) paths.add(condition.valueFrom);
  }
}

/** A value that JSON tells apart from every other one; undefined for others. */
function part(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.length <= 256 && value.every(isPlain) ? value : undefined;
  return isPlain(value) ? value : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
