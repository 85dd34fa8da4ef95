import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { touchMembership } from "../members/membership.ts";
import type { MembershipRow } from "../members/table.ts";
import type { RoleRow } from "./table.ts";

/** Whether anybody has a custom role. */
export function isRoleInUse(read: MockReaders, role: RoleRow): boolean {
  return read.roleAssignments.scan("byRole", [role.id]).first() !== undefined;
}

/** Notes that a membership has a custom role, which the membership lists. */
export function insertAssignment(tx: MockTransaction, membershipId: string, roleId: string): void {
  tx.roleAssignments.insert({ id: tx.id("ras"), roleId, membershipId, assignedAt: formatTimestamp(tx.now) });
}

/** Gives a member a custom role. */
export function addCustomRole(tx: MockTransaction, membership: MembershipRow, role: RoleRow): MembershipRow {
  insertAssignment(tx, membership.id, role.id);
  return touchMembership(tx, membership, { customRoleIds: [...membership.customRoleIds, role.id] });
}

/** Takes a custom role from a member who has it. */
export function removeCustomRole(tx: MockTransaction, membership: MembershipRow, role: RoleRow): MembershipRow {
  tx.roleAssignments.delete(tx.roleAssignments.find("assignment", [membership.id, role.id])!.id);
  return touchMembership(tx, membership, { customRoleIds: membership.customRoleIds.filter((id) => id !== role.id) });
}
