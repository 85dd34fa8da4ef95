import type { PolicyCondition, PolicyDocument } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";

/**
 * The policies of an organization that single out whoever has a role of one of these slugs, in force or not: to make such
 * a role, to give or to take it is to change whom they are about.
 */
export function documentsNaming(read: MockReaders, organizationId: string, slugs: readonly string[]): PolicyDocument[] {
  const found: PolicyDocument[] = [];
  for (const { document } of read.policies.scan("byOrganization", [organizationId])) if (slugs.some((slug) => namesRole(document, slug))) found.push(document);
  return found;
}

function namesRole({ subjects = [], conditions = [] }: PolicyDocument, slug: string): boolean {
  return subjects.some((pattern) => isAbout(pattern, slug)) || conditions.some((condition) => asksFor(condition, slug));
}

/** Everybody has some role, so `role:*` singles out nobody. */
function isAbout(pattern: string, slug: string): boolean {
  if (pattern === "role:*" || !pattern.startsWith("role:")) return false;
  const wanted = pattern.slice("role:".length);
  return wanted.endsWith("*") ? slug.startsWith(wanted.slice(0, -1)) : wanted === slug;
}

function asksFor(condition: PolicyCondition, slug: string): boolean {
  if (condition.type === "all" || condition.type === "any") return condition.conditions.some((one) => asksFor(one, slug));
  if (condition.type === "not") return asksFor(condition.condition, slug);
  if (condition.type !== "attribute") return false;
  if (condition.valueFrom === "subject.roles") return true;
  // What the roles are compared with may itself come from the input, and be any slug.
  return condition.attribute === "subject.roles" && (condition.value === undefined || [condition.value].flat().includes(slug));
}
