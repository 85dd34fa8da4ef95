import { defineTable, type Table } from "../../kernel/table.ts";

/** An authenticator app of a person. Passkeys are factors too, in a table of their own. */
export interface MfaFactorRow {
  readonly id: string;
  readonly userId: string;
  readonly kind: "totp";
  readonly status: "pending" | "active";
  /** In base 32. It is needed to verify, so it is kept as it is; nothing shows it but the enrolment. */
  readonly secret: string;
  /** The step of time of the newest code that was taken: none up to it is good again. */
  readonly lastUsedStep: number | null;
  /** Wrong first codes, while it is pending. */
  readonly failures: number;
  /** Until when its first code is taken; null when it is active. */
  readonly expiresAt: number | null;
  readonly lastUsedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const mfaFactors: Table<MfaFactorRow, "byUser"> = defineTable<MfaFactorRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId, row.createdAt] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** The recovery codes of a person. The codes follow from the row; what is kept can only be compared. */
export interface RecoveryCodeSetRow {
  readonly id: string;
  readonly userId: string;
  /** Keyed hashes of the codes that are left. */
  readonly hashes: readonly string[];
  readonly generatedAt: string;
}

export const recoveryCodeSets: Table<RecoveryCodeSetRow, "byUser", "user"> = defineTable<RecoveryCodeSetRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId] },
  unique: { user: (row) => row.userId },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** A challenge that waits for a code of the app. Those for passkeys are in a table of their own. */
export interface TotpChallengeRow {
  readonly id: string;
  readonly userId: string;
  readonly factorId: string;
  /** The session or the pending sign-in that may answer it. */
  readonly holder: string;
  readonly expiresAt: number;
}

export const totpChallenges: Table<TotpChallengeRow, "byUser" | "byFactor" | "byExpiry"> = defineTable<TotpChallengeRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId], byFactor: (row) => [row.factorId], byExpiry: (row) => [row.expiresAt] },
  references: {
    userId: { table: "users", onDelete: "cascade", index: "byUser" },
    factorId: { table: "mfaFactors", onDelete: "cascade", index: "byFactor" },
  },
});
