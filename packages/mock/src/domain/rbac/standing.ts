import type { EffectivePermissions } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";

/** Whether the roles of a membership count now, and what keeps them from counting. */
export function standingOf(read: MockReaders, organization: OrganizationRow, membership: MembershipRow): EffectivePermissions["status"] {
  if (organization.status !== "active") return "organization_suspended";
  if (membership.status === "suspended") return "member_suspended";
  return read.users.get(membership.userId)?.status === "banned" ? "user_banned" : "active";
}
