import { defineTable, type Table } from "../../kernel/table.ts";
import type { AuthMethod } from "../auth-policies/table.ts";
import type { OrganizationRole } from "../members/table.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";

/** A signed-in session: one family of refresh tokens. */
export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly organizationId: string | null;
  readonly deviceId: string | null;
  readonly status: "active" | "revoked" | "expired";
  readonly authenticationMethods: readonly string[];
  /** The first factors that its user proved, which `amr` alone does not tell apart. */
  readonly firstFactors: readonly AuthMethod[];
  /** By what its user proved a second factor. */
  readonly secondFactors: readonly SecondFactor[];
  /** When she proved one last; null when she proved none. */
  readonly secondFactorAt: string | null;
  /** The second factor whose place a remembered device took; null when none did. */
  readonly mfaByDevice: SecondFactor | null;
  readonly authenticatedAt: string;
  readonly impersonatorId: string | null;
  /** Why somebody impersonates; null in sessions of the person's own. */
  readonly impersonationReason: string | null;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly lastActiveAt: string;
  readonly expiresAt: string;
  readonly idleExpiresAt: string;
  /** The generation of the refresh token that is good now; 0 for a session without one. */
  readonly generation: number;
  /** Hash of the device value that the family belongs to. */
  readonly fingerprint: string | null;
  /** What its tokens carry. Ids come again in a world that begins anew; this tells the session from another one of its id. */
  readonly binding: string;
  /** Organizations that put this session out: closed to it until its user authenticates again. */
  readonly barredFrom: readonly string[];
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type { OrganizationRole };

export const sessions: Table<SessionRow, "byUser" | "byUserActivity" | "byOrganization" | "byOrganizationActivity" | "byDevice" | "byImpersonator"> =
  defineTable<SessionRow>()({
    key: "id",
    indexes: {
      byUser: (row) => [row.userId, row.status, row.createdAt],
      byUserActivity: (row) => [row.userId, row.status, row.lastActiveAt],
      byOrganization: (row) => (row.organizationId ? [row.organizationId, row.status, row.createdAt] : undefined),
      byOrganizationActivity: (row) => (row.organizationId ? [row.organizationId, row.status, row.lastActiveAt] : undefined),
      byDevice: (row) => (row.deviceId ? [row.deviceId, row.createdAt] : undefined),
      byImpersonator: (row) => (row.impersonatorId ? [row.impersonatorId, row.status, row.createdAt] : undefined),
    },
    references: {
      userId: { table: "users", onDelete: "cascade", index: "byUser" },
      organizationId: { table: "organizations", onDelete: "setNull", index: "byOrganization" },
      deviceId: { table: "devices", onDelete: "setNull", index: "byDevice" },
      impersonatorId: { table: "users", onDelete: "cascade", index: "byImpersonator" },
    },
  });

/** A refresh token of a session. Only its hash is kept. */
export interface RefreshTokenRow {
  readonly id: string;
  readonly sessionId: string;
  /** Counts the tokens of the family from 1. */
  readonly generation: number;
  readonly hash: string;
  readonly status: "active" | "rotated" | "reused" | "revoked";
  readonly issuedAt: string;
  readonly rotatedAt: string | null;
  readonly expiresAt: string;
}

export const refreshTokens: Table<RefreshTokenRow, "bySession"> = defineTable<RefreshTokenRow>()({
  key: "id",
  indexes: { bySession: (row) => [row.sessionId, row.generation] },
  references: { sessionId: { table: "sessions", onDelete: "cascade", index: "bySession" } },
});

/** Where a person has signed in. */
export interface DeviceRow {
  readonly id: string;
  readonly userId: string;
  /** Hash of what tells devices apart: the client's own value, or its user agent while it gives none. */
  readonly key: string;
  readonly name: string;
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
  readonly trusted: boolean;
  readonly trustedAt: string | null;
  /** Until when it counts as the second factor of its person. */
  readonly rememberExpiresAt: string | null;
  /** The second factor that was proved on it when it was to be remembered. */
  readonly rememberedFactor: SecondFactor | null;
  readonly lastSeenAt: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const devices: Table<DeviceRow, "byUser" | "bySeen", "device"> = defineTable<DeviceRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId, row.createdAt], bySeen: (row) => [row.userId, row.lastSeenAt] },
  unique: { device: (row) => [row.userId, row.key] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});
