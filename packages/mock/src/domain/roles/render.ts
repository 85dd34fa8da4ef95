import type { Member, Permission, RoleDefinition } from "@plinto/spec";
import { permissions, roles } from "../../generated/registries.ts";
import type { EventFacts } from "../events/emit.ts";
import type { OrganizationRole } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { inCatalogOrder } from "./grantable.ts";
import { systemRoleTitle } from "./system-roles.ts";
import type { RoleRow } from "./table.ts";

/** A custom role. */
export function renderRole(row: RoleRow): RoleDefinition {
  return {
    id: row.id,
    organizationId: row.organizationId,
    type: "custom",
    slug: row.slug,
    name: row.name,
    description: row.description,
    level: null,
    permissions: [...row.permissions],
    limitedPermissions: [],
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** A system role as an organization has it. */
export function renderSystemRole(role: OrganizationRole, organization: OrganizationRow): RoleDefinition {
  const { level, description, permissions: held, limited } = roles[role];
  return {
    id: role,
    organizationId: organization.id,
    type: "system",
    slug: role,
    name: systemRoleTitle(role),
    description,
    level,
    permissions: inCatalogOrder(held),
    limitedPermissions: permissions.flatMap((permission: Permission) => {
      const limit = limited[permission];
      return limit ? [{ permission, limit }] : [];
    }),
    version: 1,
    createdAt: organization.createdAt,
    updatedAt: organization.createdAt,
  };
}

/** The event facts of a custom role. */
export function roleFacts(row: RoleRow, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.organizationId,
    target: { type: "role", id: row.id, version: row.version },
    data: renderRole(row),
    ...(changes ? { changes } : {}),
  };
}

/** The event facts of a role that a member was given or that was taken away. */
export function assignmentFacts(role: RoleDefinition, member: Member): EventFacts {
  const { organizationId, userId } = member;
  return { organizationId, target: { type: "member", id: userId, version: member.version }, data: { organizationId, userId, role, member } };
}
