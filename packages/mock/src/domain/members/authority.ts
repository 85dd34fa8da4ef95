import type { Permission, SystemRole } from "@plinto/spec";
import { roles } from "../../generated/registries.ts";
import type { OrganizationRole } from "./table.ts";

/** The level of a role: viewer 1, member 2, admin 3, owner 4, super admin 5. */
export function levelOf(role: SystemRole): number {
  return roles[role].level;
}

/** Whether a role holds a permission without limit. */
export function roleGrants(role: SystemRole, permission: Permission): boolean {
  return roles[role].permissions.includes(permission);
}

/** How a role holds a permission only in part, if it does. */
export function roleLimit(role: SystemRole, permission: Permission): "self" | "own" | "managedBy" | undefined {
  return roles[role].limited[permission];
}

/** Nobody gives a role above the own; only an owner makes owners. */
export function mayAssign(actorLevel: number, role: OrganizationRole): boolean {
  return levelOf(role) <= actorLevel;
}

/** Nobody acts on a member who ranks above. */
export function mayActOn(actorLevel: number, role: OrganizationRole): boolean {
  return levelOf(role) <= actorLevel;
}
