import type { User } from "@plinto/spec";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { UserRow } from "./table.ts";

/**
 * Who looks at a person: the person, the environment key, a super admin, somebody of the organization that manages the
 * person, or anybody else who may see the profile.
 */
export type UserViewer = "self" | "environment" | "superAdmin" | "manager" | "member";

/**
 * What somebody sees of a person: members the profile, everybody else the account, and the ban and private facts only
 * those who rule them.
 *
 * @param now milliseconds since 1970: a lock that has run out is shown as none. As it is kept when absent.
 */
export function renderUser(row: UserRow, viewer: UserViewer, now?: number): User {
  const profile = { id: row.id, email: row.email, name: row.name, avatarUrl: row.avatarUrl };
  const stamps = { version: row.version, createdAt: row.createdAt, updatedAt: row.updatedAt };
  if (viewer === "member") return { ...profile, ...stamps };
  const lockIsOver = row.status === "locked" && now !== undefined && !isLocked(row, now);
  return {
    ...profile,
    emailVerified: row.emailVerifiedAt !== null,
    emailVerifiedAt: row.emailVerifiedAt,
    givenName: row.givenName,
    familyName: row.familyName,
    locale: row.locale,
    status: lockIsOver ? "active" : row.status,
    managedBy: row.managedBy,
    externalId: row.externalId,
    platformRole: row.platformRole,
    hasPassword: row.passwordHash !== null,
    mfaEnabled: row.mfaEnabled,
    lastSignInAt: row.lastSignInAt,
    lockExpiresAt: lockIsOver ? null : row.lockExpiresAt,
    ...(viewer === "environment" || viewer === "superAdmin" ? { banReason: row.banReason } : {}),
    publicMetadata: { ...row.publicMetadata },
    ...(viewer === "environment" ? { privateMetadata: { ...row.privateMetadata } } : {}),
    ...stamps,
  };
}

/** Whether a lock after failed sign-ins holds at a time. */
export function isLocked(row: UserRow, now: number): boolean {
  return row.lockExpiresAt !== null && parseTimestamp(row.lockExpiresAt) > now;
}
