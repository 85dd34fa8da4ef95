import type { Permission } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { KeyRow } from "../keys/table.ts";
import { highestKeyLevel, levelOf, membershipGrants, noRank, roleGrants, roleLimit, type Rank } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";

/** What bounds a key besides its scopes. */
export type KeyBounds = Pick<KeyRow, "organizationId" | "createdBy" | "createdByUserId" | "scopes">;

/** The membership of the person who made a key, in force. Without one the key may do nothing. */
export function creatorOf(read: MockReaders, { organizationId, createdByUserId }: KeyBounds): MembershipRow | undefined {
  if (organizationId === null || createdByUserId === null) return undefined;
  const membership = read.memberships.find("membership", [organizationId, createdByUserId]);
  return membership?.status === "active" && read.users.get(createdByUserId)?.status !== "banned" ? membership : undefined;
}

/** What a key may do now: of its scopes those that its creator holds, wholly or in part. */
export function effectiveScopes(read: MockReaders, key: KeyRow): Permission[] {
  const scopes = key.scopes as readonly Permission[];
  if (key.createdBy === "environment") return [...scopes];
  const creator = creatorOf(read, key);
  return creator ? scopes.filter((scope) => membershipGrants(read, creator, scope) || roleLimit(creator.role, scope) !== undefined) : [];
}

/**
 * What a key weighs in its organization: what its creator does, at most what an administrator does, and its scopes. One
 * that the environment key made weighs as an administrator's.
 */
export function rankOfKey(read: MockReaders, key: KeyBounds): Rank {
  const bounded = (permission: Permission): boolean => roleGrants("admin", permission) || key.scopes.includes(permission);
  if (key.createdBy === "environment") return { level: highestKeyLevel, holds: bounded };
  const creator = creatorOf(read, key);
  if (!creator) return noRank;
  return {
    level: Math.min(levelOf(creator.role), highestKeyLevel),
    holds: (permission) => bounded(permission) && membershipGrants(read, creator, permission),
  };
}
