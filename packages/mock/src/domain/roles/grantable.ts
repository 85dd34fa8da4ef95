import type { Permission } from "@plinto/spec";
import { permissions, roles } from "../../generated/registries.ts";

/**
 * Whether a custom role can give a permission: what an owner holds without limit, but for the transfer of the
 * ownership, which only an owner has to give.
 */
export function isGrantable(permission: Permission): boolean {
  return permission !== "org:transfer" && roles.owner.permissions.includes(permission);
}

/** Permissions in the order of the catalogue. */
export function inCatalogOrder(some: readonly Permission[]): Permission[] {
  return permissions.filter((permission) => some.includes(permission));
}
