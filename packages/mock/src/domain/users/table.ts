import { defineTable, type Table } from "../../kernel/table.ts";

/** A person, who belongs to the environment. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  /** The address as it is compared. */
  readonly emailKey: string;
  readonly emailVerifiedAt: string | null;
  readonly name: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly avatarUrl: string | null;
  readonly locale: string | null;
  readonly status: "active" | "banned" | "locked" | "pending_deletion";
  readonly managedBy: string | null;
  readonly externalId: string | null;
  readonly platformRole: "super_admin" | null;
  readonly passwordHash: string | null;
  /** Whether the person has a factor beside the first. */
  readonly mfaEnabled: boolean;
  readonly failedSignIns: number;
  readonly lockExpiresAt: string | null;
  readonly lastSignInAt: string | null;
  /** Why the person is banned; the person does not see it. */
  readonly banReason: string | null;
  readonly publicMetadata: Readonly<Record<string, unknown>>;
  readonly privateMetadata: Readonly<Record<string, unknown>>;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const users: Table<UserRow, "byCreatedAt" | "byEmail", "email" | "externalId"> = defineTable<UserRow>()({
  key: "id",
  indexes: { byCreatedAt: (row) => [row.createdAt], byEmail: (row) => [row.emailKey] },
  unique: { email: (row) => row.emailKey, externalId: (row) => row.externalId ?? undefined },
  references: { managedBy: { table: "organizations", onDelete: "setNull" } },
});
