import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { UserRow } from "../users/table.ts";
import type { Emit, EventFacts } from "../events/emit.ts";
import { renderMember } from "./render.ts";
import type { MembershipRow, OrganizationRole } from "./table.ts";

/** Makes a person a member. */
export function addMember(tx: MockTransaction, emit: Emit, organizationId: string, user: UserRow, role: OrganizationRole): MembershipRow {
  const now = formatTimestamp(tx.now);
  const row = tx.memberships.insert({
    id: tx.id("mem"),
    organizationId,
    userId: user.id,
    role,
    customRoleIds: [],
    status: "active",
    suspensionReason: null,
    joinedAt: now,
    version: 1,
    updatedAt: now,
  });
  emit("member.added", memberFacts(row, user));
  return row;
}

/** The event facts of a membership; every member receives them, so why it is suspended is not in them. */
export function memberFacts(row: MembershipRow, user: UserRow, changes?: EventFacts["changes"]): EventFacts {
  const data = renderMember(row, user, false);
  return { organizationId: row.organizationId, target: { type: "member", id: row.userId, version: data.version }, data, ...(changes ? { changes } : {}) };
}

/** Whether somebody else owns the organization too. */
export function hasOtherOwner(read: MockReaders, organizationId: string, userId: string): boolean {
  for (const owner of read.memberships.scan("byRole", [organizationId, "owner", "active"])) {
    if (owner.userId !== userId && read.users.get(owner.userId)?.status !== "banned") return true;
  }
  return false;
}

/** The organizations that somebody owns alone: they would be left without an owner. */
export function soleOwnerships(read: MockReaders, userId: string): string[] {
  return read.memberships
    .scan("byUser", [userId])
    .toArray()
    .filter((row) => isLastOwner(read, row))
    .map((row) => row.organizationId);
}

/** Whether an organization would have no active owner without this membership. */
export function isLastOwner(read: MockReaders, row: MembershipRow): boolean {
  return row.role === "owner" && row.status === "active" && !hasOtherOwner(read, row.organizationId, row.userId);
}

/** Ends a membership. The person stays. */
export function endMembership(tx: MockTransaction, emit: Emit, row: MembershipRow, user: UserRow): void {
  tx.memberships.delete(row.id);
  emit("member.removed", memberFacts(row, user));
}

/** Changes a membership and counts the change. */
export function touchMembership(tx: MockTransaction, row: MembershipRow, patch: Partial<MembershipRow>): MembershipRow {
  return tx.memberships.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}
