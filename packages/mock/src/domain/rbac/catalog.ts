import type { CatalogPermission, Permission } from "@plinto/spec";
import { permissionCatalog, permissions, roles } from "../../generated/registries.ts";
import { isGrantable } from "../roles/grantable.ts";

const names = ["super_admin", "owner", "admin", "member", "viewer"] as const;

/** Every permission as the catalogue shows it, in its order. */
export function catalog(): CatalogPermission[] {
  return permissions.map((permission) => ({
    permission,
    ...permissionCatalog[permission],
    grantable: isGrantable(permission),
    systemRoles: names.flatMap((role) => {
      const limit = limitIn(role, permission);
      return limit === undefined ? [] : [{ role, limit }];
    }),
  }));
}

function limitIn(role: (typeof names)[number], permission: Permission): "self" | "own" | "managedBy" | null | undefined {
  return roles[role].permissions.includes(permission) ? null : roles[role].limited[permission];
}
