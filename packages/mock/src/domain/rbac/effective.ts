import type { EffectivePermissions } from "@plinto/spec";
import { permissions } from "../../generated/registries.ts";
import type { MockReaders } from "../../schema.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";
import { limitOf, sourcesOf } from "./sources.ts";
import { standingOf } from "./standing.ts";

/** All that a member may do now, each permission with the roles it comes from. */
export function effectivePermissions(read: MockReaders, organization: OrganizationRow, membership: MembershipRow): EffectivePermissions {
  const status = standingOf(read, organization, membership);
  return {
    organizationId: organization.id,
    userId: membership.userId,
    status,
    role: membership.role,
    customRoleIds: [...membership.customRoleIds],
    permissions:
      status === "active"
        ? permissions.flatMap((permission) => {
            const via = sourcesOf(read, membership, permission);
            return via.length > 0 ? [{ permission, limit: limitOf(via), via }] : [];
          })
        : [],
  };
}
