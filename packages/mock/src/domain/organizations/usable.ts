import type { OperationRow } from "../../operation-row.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "./table.ts";

/** What an owner may still do while the organization waits for its deletion. */
const duringDeletion: readonly string[] = ["restoreOrganization", "deleteOrganization", "getOrganization"];

/** A suspended organization is closed; one that is pending deletion is open to its owners, to look and to restore. */
export function mayUseOrganization(organization: OrganizationRow, membership: MembershipRow | undefined, operation: OperationRow): boolean {
  if (organization.status === "active") return true;
  return organization.status === "pending_deletion" && membership?.role === "owner" && duringDeletion.includes(operation.id);
}
