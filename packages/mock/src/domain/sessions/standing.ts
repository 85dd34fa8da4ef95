import { ok, refuse, type Ok, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import type { MembershipRow } from "../members/table.ts";
import type { OrganizationRow } from "../organizations/table.ts";

/** A place in an organization that a session may take. */
export interface Standing {
  readonly organization: OrganizationRow;
  readonly membership: MembershipRow;
}

export type StandingRefusal = Refusal<"not_found" | "member_suspended" | "organization_suspended", Record<never, never>>;

/** Whether a person's session may stand in an organization. An owner may stand in one that is about to be deleted, to restore it. */
export function standIn(read: MockReaders, userId: string, organizationId: string): Ok<Standing> | StandingRefusal {
  const organization = read.organizations.get(organizationId);
  const membership = organization && read.memberships.find("membership", [organizationId, userId]);
  if (!organization || !membership) return refuse("not_found");
  if (membership.status === "suspended") return refuse("member_suspended");
  if (organization.status === "suspended" || (organization.status === "pending_deletion" && membership.role !== "owner"))
    return refuse("organization_suspended");
  return ok({ organization, membership });
}

/** Where a person's session may stand, in the order in which she joined. */
export function standingsOf(read: MockReaders, userId: string): Standing[] {
  return read.memberships
    .scan("byUser", [userId])
    .toArray()
    .flatMap((row) => {
      const standing = standIn(read, userId, row.organizationId);
      return standing.ok && standing.value.organization.status === "active" ? [standing.value] : [];
    });
}
