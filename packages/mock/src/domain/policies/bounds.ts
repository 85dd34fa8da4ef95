import { matchesAction } from "@plinto/policy";
import type { Permission, PolicyDiagnostic, PolicyDocument } from "@plinto/spec";
import { permissions } from "../../generated/registries.ts";
import { isGrantable } from "../roles/grantable.ts";

const grantable = permissions.filter(isGrantable);

/** What a policy allows of this API: every permission that one of its patterns takes in and that a policy can open. */
export function permissionsAllowed({ effect, actions }: PolicyDocument): Permission[] {
  return effect === "deny" ? [] : grantable.filter((permission) => actions.some((pattern) => matchesAction(pattern, permission)));
}

/** Whether a policy allows everything there is and will be. */
export function allowsEverything({ effect, actions }: PolicyDocument): boolean {
  return effect === "allow" && actions.includes("*");
}

/** What an allow names that no policy opens. By name it is an error, within a wildcard a warning. */
export function ungrantable({ effect, actions }: PolicyDocument): PolicyDiagnostic[] {
  if (effect === "deny") return [];
  const closed = permissions.filter((permission) => !isGrantable(permission));
  return actions.flatMap((pattern, index): PolicyDiagnostic[] => {
    const named = pattern === "*" ? [] : closed.filter((permission) => matchesAction(pattern, permission));
    if (named.length === 0) return [];
    const isName = !pattern.includes("*");
    return [
      {
        severity: isName ? "error" : "warning",
        code: "not_grantable",
        pointer: `/actions/${index}`,
        message: isName ? `No policy can give ${pattern}. Leave it out.` : `This opens nothing of ${named.join(", ")}, which no policy can give.`,
      },
    ];
  });
}

/** The permissions that no policy closes for an owner. */
const keptForOwners: readonly Permission[] = ["policies:read", "policies:manage", "policies:evaluate", "org:transfer"];

/** Warns of a deny that seems to close to owners what no policy closes to them. */
export function ownerWarnings({ effect, actions, subjects }: PolicyDocument): PolicyDiagnostic[] {
  if (effect === "allow") return [];
  const meansOwners =
    subjects === undefined || subjects.some((subject) => subject === "*" || subject.startsWith("user:") || "role:owner" === subject || subject === "role:*");
  const at = actions.findIndex((pattern) => keptForOwners.some((permission) => matchesAction(pattern, permission)));
  if (!meansOwners || at < 0) return [];
  return [
    {
      severity: "warning",
      code: "owner_not_bound",
      pointer: `/actions/${at}`,
      message: "No policy closes policies:* and org:transfer for an owner, so that nobody can lock the last one out. It binds everybody else.",
    },
  ];
}
