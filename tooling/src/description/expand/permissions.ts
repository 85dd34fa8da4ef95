import type { Document } from "../openapi.ts";

/** Gives `PermissionName` its values: the permissions of the registry, in their order. */
export function expandPermissions(document: Document): void {
  const shape = document.components.schemas["PermissionName"];
  if (shape) shape.enum = document["x-plinto-registries"].permissions.flatMap((group) => Object.keys(group.permissions));
}
