import type { AuditScope } from "../domain/audit-logs/search.ts";
import type { Authorization, Context } from "../pipeline/handler.ts";

/** Whose rows of the audit log the caller may see. */
export function auditScopeOf({ organization, arm, principal }: Authorization & Context): AuditScope {
  const scope = { organizationId: organization?.id };
  if (!("scope" in arm) || arm.scope !== "own") return scope;
  if (principal.kind === "user") return { ...scope, actors: [principal.userId] };
  // A key sees what its creator may see, and what it did itself.
  if (principal.kind === "organization")
    return { ...scope, actors: [principal.keyId, ...(principal.createdByUserId === null ? [] : [principal.createdByUserId])] };
  throw new Error("Only users and organization keys hold a permission in part");
}
