/** What to think about in a policy that is right. */

import type { Policy, PolicyDocument } from "../document.ts";
import { parseInstant } from "../instant.ts";
import { EntityName, entityPatterns, matchesAction } from "../pattern.ts";
import type { Diagnostic, WarningCode } from "./diagnostic.ts";

/** Warns of a policy that says more than anybody is likely to mean. */
export function broadWarnings({ effect, actions, resources, subjects, conditions }: PolicyDocument): Diagnostic[] {
  const everybody = subjects === undefined || subjects.includes("*");
  const found: Diagnostic[] = [];
  const everything = actions.includes("*") && resources.includes("*");
  if (everything && everybody && conditions === undefined) {
    const what = effect === "allow" ? "allows everybody everything" : "locks everybody out of everything";
    found.push(warning("too_broad", "", `This ${what}. Name actions, resources, subjects or conditions.`));
  } else if (effect === "allow" && actions.includes("*") && everybody) {
    found.push(warning("too_broad", "/actions", "This allows everybody every action. Name the actions or the subjects."));
  }
  for (const [index, condition] of (conditions ?? []).entries()) {
    if (condition.type !== "ip") continue;
    for (const [at, range] of condition.ranges.entries()) {
      if (range.endsWith("/0")) found.push(warning("too_broad", `/conditions/${index}/ranges/${at}`, "This range has every address of its kind."));
    }
  }
  return found;
}

/** Warns of a policy whose time is over. */
export function pastWarnings({ conditions = [] }: PolicyDocument, now: number): Diagnostic[] {
  return conditions.flatMap((condition, index) =>
    condition.type === "period" && parseInstant(condition.notAfter)! <= now
      ? [warning("unreachable", `/conditions/${index}/notAfter`, "This period is over, so the policy never applies again.")]
      : [],
  );
}

/**
 * Warns of a policy that another one makes idle: one of at least its precedence, without conditions, for the same
 * organization or all, whose patterns take in each of its own.
 */
export function shadowWarnings(policy: Omit<Policy, "id"> & { readonly id?: string }, others: readonly Policy[]): Diagnostic[] {
  const { document } = policy;
  const by = others.find((other) => other.id !== policy.id && precedes(other.document, document) && covers(other, policy));
  if (by === undefined) return [];
  const what = by.document.effect === document.effect ? "says the same" : "decides";
  return [warning("shadowed", "", `The policy "${by.id}" ${what} wherever this one applies, so this one changes nothing.`)];
}

function precedes(a: PolicyDocument, b: PolicyDocument): boolean {
  const [first, second] = [a.priority ?? 0, b.priority ?? 0];
  if (first !== second) return first > second;
  // Of two that are equal and do the same both decide, and both have their obligations done.
  return a.effect === b.effect ? b.obligations === undefined : a.effect === "deny";
}

function covers(a: Policy, b: Omit<Policy, "id">): boolean {
  if (a.document.conditions !== undefined || !(a.organizationId === undefined || a.organizationId === null || a.organizationId === b.organizationId))
    return false;
  const { actions, resources, subjects } = a.document;
  if (!b.document.actions.every((action) => actions.some((pattern) => coversAction(pattern, action)))) return false;
  if (!coversEntities(resources, b.document.resources)) return false;
  return subjects === undefined || (b.document.subjects !== undefined && coversEntities(subjects, b.document.subjects));
}

/** Whether one pattern of actions takes in another one: stars of the other are taken for a name that nothing has. */
function coversAction(pattern: string, other: string): boolean {
  if (pattern === other || pattern === "*") return true;
  // A star at the end stands for any number of segments, which only another one at that place takes in.
  if (other.endsWith("*")) {
    const segments = pattern.split(":");
    if (segments.at(-1) !== "*" || segments.length > other.split(":").length) return false;
  }
  return matchesAction(pattern, other.replaceAll("*", "\0"));
}

function coversEntities(patterns: readonly string[], others: readonly string[]): boolean {
  const entities = entityPatterns(patterns);
  return others.every((other) => {
    const colon = other.indexOf(":");
    if (colon < 0 || patterns.includes("*")) return patterns.includes("*");
    const [type, id] = [other.slice(0, colon), other.slice(colon + 1)];
    if (!id.endsWith("*")) return entities.matches(new EntityName(type, id));
    // The prefix itself has to be taken in by one that is no longer.
    return patterns.some((pattern) => pattern.endsWith("*") && other.slice(0, -1).startsWith(pattern.slice(0, -1)) && pattern.startsWith(`${type}:`));
  });
}

function warning(code: WarningCode, pointer: string, message: string): Diagnostic {
  return { severity: "warning", code, pointer, message };
}
