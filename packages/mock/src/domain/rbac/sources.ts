import type { Permission, PermissionSource } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import { customRolesOf, roleGrants, roleLimit } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";
import { systemRoleTitle } from "../roles/system-roles.ts";

/** The roles of a membership that give a permission, the system role first. */
export function sourcesOf(read: MockReaders, membership: MembershipRow, permission: Permission): PermissionSource[] {
  const { role } = membership;
  const limit = roleGrants(role, permission) ? null : roleLimit(role, permission);
  const system: PermissionSource[] = limit === undefined ? [] : [{ type: "system_role", id: role, name: systemRoleTitle(role), limit }];
  const custom = customRolesOf(read, membership)
    .filter((row) => row.permissions.includes(permission))
    .map(({ id, name }): PermissionSource => ({ type: "custom_role", id, name, limit: null }));
  return [...system, ...custom];
}

/** The limit that is left when all sources count together: none as soon as one has none. */
export function limitOf(sources: readonly PermissionSource[]): PermissionSource["limit"] {
  return sources.some(({ limit }) => limit === null) ? null : (sources[0]?.limit ?? null);
}
