import type { OrganizationStats } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";

const roles = ["viewer", "member", "admin", "owner"] as const;

/** How many members an organization has, by status and by role. */
export function countMembers(read: MockReaders, organizationId: string): OrganizationStats["members"] {
  const holding = (...role: string[]): number => read.memberships.count("byRole", [organizationId, ...role]);
  const suspended = roles.reduce((sum, role) => sum + holding(role, "suspended"), 0);
  const total = holding();
  return {
    total,
    active: total - suspended,
    suspended,
    byRole: Object.fromEntries(roles.map((role) => [role, holding(role)])) as OrganizationStats["members"]["byRole"],
  };
}
