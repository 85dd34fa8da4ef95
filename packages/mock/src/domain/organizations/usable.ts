import type { OperationRow } from "../../operation-row.ts";
import type { MockReaders } from "../../schema.ts";
import { membershipGrants } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "./table.ts";

/** What those who could have deleted it may still do while the organization waits for its deletion. */
const duringDeletion: readonly string[] = ["restoreOrganization", "deleteOrganization", "getOrganization"];

/**
 * A suspended organization is closed; one that is pending deletion is open to whoever holds `org:delete`, to look and to
 * restore.
 *
 * @param opens whether a policy gives the caller `org:delete`; asked only where no role does
 */
export function mayUseOrganization(
  read: MockReaders,
  organization: OrganizationRow,
  membership: MembershipRow | undefined,
  operation: OperationRow,
  opens: () => boolean,
): boolean {
  if (organization.status === "active") return true;
  if (organization.status !== "pending_deletion" || !membership) return false;
  return duringDeletion.includes(operation.id) && (membershipGrants(read, membership, "org:delete") || opens());
}
