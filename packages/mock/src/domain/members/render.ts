import type { Member, UserProfile } from "@plinto/spec";
import type { UserRow } from "../users/table.ts";
import type { MembershipRow } from "./table.ts";

/** What members see of each other. */
export function renderProfile(user: UserRow): UserProfile {
  return { id: user.id, email: user.email, name: user.name, avatarUrl: user.avatarUrl };
}

/** The version counts the changes of both, since a member shows the person too. */
export function memberVersion(membership: MembershipRow, user: UserRow): number {
  return membership.version + user.version - 1;
}

/** @param manager whether the viewer may manage members, and so sees why a membership is suspended */
export function renderMember(membership: MembershipRow, user: UserRow, manager: boolean): Member {
  return {
    organizationId: membership.organizationId,
    userId: membership.userId,
    role: membership.role,
    customRoleIds: [...membership.customRoleIds],
    status: membership.status,
    ...(manager ? { suspensionReason: membership.suspensionReason } : {}),
    user: renderProfile(user),
    joinedAt: membership.joinedAt,
    version: memberVersion(membership, user),
    updatedAt: membership.updatedAt,
  };
}
