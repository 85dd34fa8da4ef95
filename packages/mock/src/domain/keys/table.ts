import { defineTable, type Table } from "../../kernel/table.ts";

/** How many calls one key may make in a window of time. */
// A type, not an interface: a replayed answer is made of rows, and what is decided is JSON for the compiler too.
export type KeyRateLimit = {
  readonly requests: number;
  readonly windowSeconds: number;
};

/** A secret that a rotation has replaced. */
export type ReplacedSecret = {
  readonly hash: string;
  /** Until when it works beside its successor. */
  readonly expiresAt: string;
};

/** A secret key of the environment or of one organization. Only hashes of its secrets are kept. */
export interface KeyRow {
  readonly id: string;
  readonly kind: "environment" | "organization";
  readonly organizationId: string | null;
  readonly name: string;
  readonly hash: string;
  /** Counts the secrets it has had, from 1. */
  readonly generation: number;
  /** When the present secret was made. */
  readonly secretIssuedAt: string;
  readonly previousSecret: ReplacedSecret | null;
  readonly scopes: readonly string[];
  /** Whose permissions bound its scopes: those of the user who made it, or nobody's when the environment key did. */
  readonly createdBy: "user" | "environment";
  /** Null for keys that no user made, and once the user is gone. */
  readonly createdByUserId: string | null;
  readonly rateLimit: KeyRateLimit | null;
  readonly expiresAt: string | null;
  /** A deleted key stays as a row, so that whoever still presents it learns that it was revoked. */
  readonly revokedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const keys: Table<KeyRow, "byOrganization"> = defineTable<KeyRow>()({
  key: "id",
  // Of organizations, and not deleted.
  indexes: { byOrganization: (row) => (row.organizationId !== null && row.revokedAt === null ? [row.organizationId, row.createdAt] : undefined) },
  references: {
    organizationId: { table: "organizations", onDelete: "cascade" },
    createdByUserId: { table: "users", onDelete: "setNull" },
  },
});

/** The calls of one key in one hour. */
export interface KeyUsageRow {
  readonly id: string;
  readonly keyId: string;
  /** When the hour begins, in milliseconds since 1970. */
  readonly startsAt: number;
  readonly requests: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
}

export const keyUsage: Table<KeyUsageRow, "byKey" | "byTime"> = defineTable<KeyUsageRow>()({
  key: "id",
  ephemeral: true,
  indexes: { byKey: (row) => [row.keyId, row.startsAt], byTime: (row) => [row.startsAt] },
});

/** When a key was used last. Apart from the key, so that a use is no change of it. */
export interface KeyUseRow {
  /** The key. */
  readonly id: string;
  readonly lastUsedAt: string;
}

export const keyUses: Table<KeyUseRow> = defineTable<KeyUseRow>()({ key: "id", ephemeral: true });
