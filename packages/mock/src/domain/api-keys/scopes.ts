import type { Permission } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { KeyRow } from "../keys/table.ts";
import { membershipGrants, noRank, ownerRank, rankOf, roleLimit } from "../members/authority.ts";
import type { MembershipRow } from "../members/table.ts";

/** What bounds a key besides its scopes. */
export type KeyBounds = Pick<KeyRow, "organizationId" | "createdBy" | "createdByUserId">;

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

/** The level that a key acts with: its creator's, and an owner's when the environment key made it. */
export function levelOfKey(read: MockReaders, key: KeyBounds): number {
  if (key.createdBy === "environment") return ownerRank.level;
  const creator = creatorOf(read, key);
  return (creator ? rankOf(read, creator) : noRank).level;
}
