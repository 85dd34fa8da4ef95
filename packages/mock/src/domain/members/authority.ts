import type { Permission, SystemRole } from "@plinto/spec";
import { roles } from "../../generated/registries.ts";
import type { MockReaders } from "../../schema.ts";
import type { RoleRow } from "../roles/table.ts";
import type { MembershipRow, OrganizationRole } from "./table.ts";

/** What somebody weighs in an organization: the level first, then what they hold. */
export interface Rank {
  readonly level: number;
  /** Whether they hold a permission without limit. */
  holds(permission: Permission): boolean;
}

/** The rank of the environment's keys, which rule everybody. */
export const environmentRank: Rank = { level: 5, holds: () => true };

/** The most that a key of an organization weighs: ownership is people's, and a key is nobody. */
export const highestKeyLevel: number = roles.admin.level;

/** The rank of whoever is nobody in the organization. */
export const noRank: Rank = { level: 0, holds: () => false };

/** The rank of a member. */
export function rankOf(read: MockReaders, membership: MembershipRow): Rank {
  return { level: levelOf(membership.role), holds: (permission) => membershipGrants(read, membership, permission) };
}

/** The level of a role: viewer 1, member 2, admin 3, owner 4, super admin 5. */
export function levelOf(role: SystemRole): number {
  return roles[role].level;
}

/** Whether a system role holds a permission without limit. */
export function roleGrants(role: SystemRole, permission: Permission): boolean {
  return roles[role].permissions.includes(permission);
}

/** How a system role holds a permission only in part, if it does. */
export function roleLimit(role: SystemRole, permission: Permission): "self" | "own" | "managedBy" | undefined {
  return roles[role].limited[permission];
}

/** The custom roles of a membership, in the order in which they were given. */
export function customRolesOf(read: MockReaders, membership: MembershipRow): RoleRow[] {
  return membership.customRoleIds.length === 0 ? [] : read.roles.getMany(membership.customRoleIds).filter((row) => row !== undefined);
}

/** Whether a membership's roles hold a permission without limit: the system role, or a custom one. */
export function membershipGrants(read: MockReaders, membership: MembershipRow, permission: Permission): boolean {
  return roleGrants(membership.role, permission) || customRolesOf(read, membership).some((role) => role.permissions.includes(permission));
}

/** Nobody gives a role above the own; only an owner makes owners. */
export function mayAssign(actorLevel: number, role: OrganizationRole): boolean {
  return levelOf(role) <= actorLevel;
}

/** Nobody acts on a member who ranks above: by level, and on the same level by custom roles that give more. */
export function mayActOn(read: MockReaders, actor: Rank, target: MembershipRow): boolean {
  const level = levelOf(target.role);
  if (level !== actor.level) return level < actor.level;
  return customRolesOf(read, target).every((role) => role.permissions.every((permission) => actor.holds(permission)));
}
