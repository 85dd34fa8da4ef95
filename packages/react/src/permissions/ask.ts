/** What the server decides about any number of questions: by roles, and by policies about names of the application's own. */

import { type Client, type PermissionDecision, type PermissionResource, type PolicyDecisionRow, call, isPlintoError } from "@plinto/core";
import { permissionAreas } from "@plinto/core/permissions";

/** A question, about the caller. */
export interface PermissionCheck {
  readonly permission: string;
  readonly resource?: PermissionResource;
}

/** What a gate is told. */
export type Decided = Pick<PermissionDecision, "allowed" | "reason">;

/** A client that stands in the organization that is asked about. */
export type Standing = Client & { readonly organizationId: string };

/** The server takes this many questions at once. */
const MOST = 100;

/**
 * Asks `checkPermissionsBatch`, and `evaluatePoliciesBatch` about the names that are not of the catalogue: of those, policies
 * alone decide.
 *
 * @throws `PlintoError`, as the operations do
 */
export async function ask(client: Standing, checks: readonly PermissionCheck[]): Promise<readonly Decided[]> {
  const parts: (readonly PermissionCheck[])[] = [];
  for (let at = 0; at < checks.length; at += MOST) parts.push(checks.slice(at, at + MOST));
  return (await Promise.all(parts.map((part) => askRoles(client, part)))).flat();
}

async function askRoles(client: Standing, checks: readonly PermissionCheck[]): Promise<readonly Decided[]> {
  if (checks.length === 0) return [];
  try {
    return (await call<{ results: Decided[] }, Error>(client, "checkPermissionsBatch POST /v1/rbac/check/batch", { checks })).results;
  } catch (error) {
    const foreign = new Set(
      isPlintoError(error, "validation_failed") ? error.errors.map(({ pointer }) => Number(/^\/checks\/(\d+)\/permission/.exec(pointer)?.[1])) : [],
    );
    if (!checks.some((_, index) => foreign.has(index))) throw error;
    const [known, own] = await Promise.all([
      askRoles(
        client,
        checks.filter((_, index) => !foreign.has(index)),
      ),
      askPolicies(
        client,
        checks.filter((_, index) => foreign.has(index)),
      ),
    ]);
    const decisions = { known: known.values(), own: own.values() };
    return checks.map((_, index) => decisions[foreign.has(index) ? "own" : "known"].next().value!);
  }
}

async function askPolicies(client: Standing, checks: readonly PermissionCheck[]): Promise<readonly Decided[]> {
  const evaluations = checks.map(({ permission: action, resource }) => {
    const { type, id, ownerUserId } = resource ?? { type: "organization", id: client.organizationId };
    return { action, resource: { type, id, ...(ownerUserId && { attributes: { ownerUserId } }) } };
  });
  const { results } = await call<{ results: PolicyDecisionRow[] }, Error>(client, "evaluatePoliciesBatch POST /v1/policies/evaluate/batch", { evaluations });
  return results.map((row, index) => {
    const [area = "", name] = checks[index]!.permission.split(":");
    // A name of the application's own is denied until a policy allows it; in an area of Plinto's it can only be a mistake.
    if (row.status === "decided" && name && (row.decision.reason !== "default_deny" || !permissionAreas.includes(area)))
      return { allowed: row.decision.decision === "allow", reason: row.decision.reason };
    client.transport.log("error", unknown(checks[index]!.permission));
    return { allowed: false, reason: "unknown_permission" };
  });
}

function unknown(permission: string): string {
  return `The server knows no permission ${JSON.stringify(permission)}: look for its name among plinto.rbac.listPermissions(), or write a policy about a name of your own, with an area that Plinto has not; the type Permission lets the compiler check it`;
}
