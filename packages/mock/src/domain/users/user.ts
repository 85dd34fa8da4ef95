import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Metadata } from "../metadata.ts";
import type { UserRow } from "./table.ts";

/** What a new person is made of. */
export interface NewUser {
  /** A new one when absent. */
  readonly id?: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name?: string | null;
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly avatarUrl?: string | null;
  readonly locale?: string | null;
  readonly externalId?: string | null;
  readonly managedBy?: string | null;
  readonly platformRole?: "super_admin" | null;
  readonly passwordHash?: string | null;
  readonly publicMetadata?: Metadata;
  readonly privateMetadata?: Metadata;
}

/** How addresses are compared. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

export function insertUser(tx: MockTransaction, values: NewUser): UserRow {
  const now = formatTimestamp(tx.now);
  return tx.users.insert({
    id: values.id ?? tx.id("usr"),
    email: values.email,
    emailKey: emailKey(values.email),
    emailVerifiedAt: values.emailVerified ? now : null,
    name: values.name ?? null,
    givenName: values.givenName ?? null,
    familyName: values.familyName ?? null,
    avatarUrl: values.avatarUrl ?? null,
    locale: values.locale ?? null,
    status: "active",
    managedBy: values.managedBy ?? null,
    externalId: values.externalId ?? null,
    platformRole: values.platformRole ?? null,
    passwordHash: values.passwordHash ?? null,
    mfaEnabled: false,
    failedSignIns: 0,
    lockExpiresAt: null,
    lastSignInAt: null,
    banReason: null,
    publicMetadata: values.publicMetadata ?? {},
    privateMetadata: values.privateMetadata ?? {},
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
}

/** Changes a person and counts the change. */
export function touchUser(tx: MockTransaction, user: UserRow, patch: Partial<UserRow>): UserRow {
  return tx.users.update(user.id, { ...patch, version: user.version + 1, updatedAt: formatTimestamp(tx.now) });
}
