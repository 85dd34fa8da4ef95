import { levelOf } from "../members/authority.ts";
import type { OrganizationRole } from "../members/table.ts";

/** The system roles of an organization, from the highest down. */
export const systemRoles: readonly OrganizationRole[] = ["owner", "admin", "member", "viewer"];

/** Whether a role's id is the name of a system role. */
export function isSystemRole(roleId: string): roleId is OrganizationRole {
  return (systemRoles as readonly string[]).includes(roleId);
}

/** What people call a system role. */
export function systemRoleTitle(role: OrganizationRole): string {
  return role[0]!.toUpperCase() + role.slice(1);
}

/** Where a system role stands in a list: the highest first. */
export function systemRolePlace(role: OrganizationRole): number {
  return levelOf("owner") - levelOf(role);
}
