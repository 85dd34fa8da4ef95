import { defineTable, type Table } from "../../kernel/table.ts";

/** A first factor, as policies name them. */
export type AuthMethod = "password" | "magic_link" | "otp" | "passkey" | "oauth";

/** What an organization asks of sessions. */
export interface AuthPolicy {
  /** The first factors that count. */
  readonly allowedMethods: readonly AuthMethod[];
  readonly mfa: "optional" | "required";
  /** Whether a passkey counts only with its user verified. */
  readonly passkeyUserVerification: "preferred" | "required";
  /** Whether a remembered device counts as the second factor. */
  readonly rememberDevices: boolean;
  /** How old an authentication may be, and how long a session may lie unused. Null is no limit. */
  readonly session: { readonly maxAgeSeconds: number | null; readonly idleSeconds: number | null };
  /** The networks that the organization is open to, in CIDR notation; empty is all. */
  readonly ipRanges: readonly string[];
}

/** The policy of an organization that has set one. */
export interface AuthPolicyRow extends AuthPolicy {
  readonly organizationId: string;
  readonly version: number;
  readonly updatedAt: string;
}

export const authPolicies: Table<AuthPolicyRow, "byIdle"> = defineTable<AuthPolicyRow>()({
  key: "organizationId",
  indexes: { byIdle: ({ session }) => (session.idleSeconds === null ? undefined : [session.idleSeconds]) },
  references: { organizationId: { table: "organizations", onDelete: "cascade" } },
});

/** When a session was used last: by a refresh or by any call. */
export interface SessionUseRow {
  /** The session. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export const sessionUses: Table<SessionUseRow, "byAt"> = defineTable<SessionUseRow>()({
  key: "id",
  ephemeral: true,
  indexes: { byAt: (row) => [row.at] },
});
