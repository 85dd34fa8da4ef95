import type { PermissionResource, PermissionSource } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { isSystemRole } from "../roles/system-roles.ts";

/** Whether a resource is of the organization. What is not kept here is the asker's own, and taken as it is. */
export function belongs(read: MockReaders, organization: OrganizationRow, { type, id }: PermissionResource): boolean {
  switch (type) {
    case "organization":
      return id === organization.id;
    case "team":
      return read.teams.get(id)?.organizationId === organization.id;
    case "role":
      return isSystemRole(id) || read.roles.get(id)?.organizationId === organization.id;
    case "invitation":
      return read.invitations.get(id)?.organizationId === organization.id;
    case "user":
      return read.memberships.find("membership", [organization.id, id]) !== undefined || read.users.get(id)?.managedBy === organization.id;
    default:
      return true;
  }
}

/** Whether a resource is known to be inside a limit. Without one nothing is. */
export function isInside(
  read: MockReaders,
  organization: OrganizationRow,
  limit: NonNullable<PermissionSource["limit"]>,
  subjectUserId: string,
  resource: PermissionResource | undefined,
): boolean {
  if (!resource) return false;
  switch (limit) {
    case "self":
      return resource.type === "user" && resource.id === subjectUserId;
    case "own":
      return resource.ownerUserId === subjectUserId;
    case "managedBy":
      return resource.type === "user" && read.users.get(resource.id)?.managedBy === organization.id;
    default:
      return false;
  }
}
