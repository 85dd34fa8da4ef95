import type { MockReaders } from "../../schema.ts";
import { endOfKey } from "../keys/refusal.ts";
import { highestKeyLevel, levelOf, mayAssign, membershipGrants } from "../members/authority.ts";
import type { OrganizationRole } from "../members/table.ts";
import type { Inviter } from "./table.ts";

/**
 * Whether an inviter may give a role in an organization now. The environment's keys always may. A person must be a
 * member who may invite and ranks high enough; an organization's key must be good, and so must be the person it acts
 * for, if it acts for one.
 */
export function mayStillGive(read: MockReaders, organizationId: string, inviter: Inviter, role: OrganizationRole, now: number): boolean {
  if (inviter.kind === "environment") return true;
  if (inviter.kind === "user") return personMayGive(read, organizationId, inviter.id, role);
  const key = read.keys.get(inviter.id);
  if (!key || !key.scopes.includes("members:invite") || !mayAssign(highestKeyLevel, role) || endOfKey(key, now) !== undefined) return false;
  if (key.createdBy === "environment") return true;
  return key.createdByUserId !== null && personMayGive(read, organizationId, key.createdByUserId, role);
}

function personMayGive(read: MockReaders, organizationId: string, userId: string, role: OrganizationRole): boolean {
  const membership = read.memberships.find("membership", [organizationId, userId]);
  if (membership?.status !== "active" || read.users.get(userId)?.status === "banned") return false;
  return membershipGrants(read, membership, "members:invite") && mayAssign(levelOf(membership.role), role);
}
