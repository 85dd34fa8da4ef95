import type { OperationRow } from "../../operation-row.ts";
import type { MockReaders } from "../../schema.ts";
import { membershipGrants } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "./table.ts";

/** What those who could have deleted it may still do while the organization waits for its deletion. */
const duringDeletion: readonly string[] = ["restoreOrganization", "deleteOrganization", "getOrganization"];

/** A suspended organization is closed; one that is pending deletion is open to whoever holds `org:delete`, to look and to restore. */
export function mayUseOrganization(read: MockReaders, organization: OrganizationRow, membership: MembershipRow | undefined, operation: OperationRow): boolean {
  if (organization.status === "active") return true;
  if (organization.status !== "pending_deletion" || !membership) return false;
  return membershipGrants(read, membership, "org:delete") && duringDeletion.includes(operation.id);
}
