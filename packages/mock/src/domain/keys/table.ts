import { defineTable, type Table } from "../../kernel/table.ts";

/** A secret key of the environment or of one organization. Only its hash is kept. */
export interface KeyRow {
  readonly id: string;
  readonly kind: "environment" | "organization";
  readonly organizationId: string | null;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly string[];
  /** Whose permissions bound the scopes of an organization key. */
  readonly createdByUserId: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly createdAt: string;
}

export const keys: Table<KeyRow, "byOrganization"> = defineTable<KeyRow>()({
  key: "id",
  indexes: { byOrganization: (row) => (row.organizationId ? [row.organizationId, row.createdAt] : undefined) },
  references: {
    organizationId: { table: "organizations", onDelete: "cascade" },
    createdByUserId: { table: "users", onDelete: "setNull" },
  },
});
