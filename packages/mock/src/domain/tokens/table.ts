import { defineTable, type Table } from "../../kernel/table.ts";

/** What a one-time token is for. One is never accepted for another. */
export type TokenPurpose = "email_verification" | "password_reset" | "magic_link" | "otp" | "email_change" | "invitation";

/** A token that was sent to somebody. Only hashes are kept. */
export interface OneTimeTokenRow {
  readonly id: string;
  readonly purpose: TokenPurpose;
  readonly userId: string | null;
  readonly emailKey: string;
  readonly hash: string;
  readonly codeHash: string | null;
  /** Wrong codes so far, by where they were tried. */
  readonly attempts: Readonly<Record<string, number>>;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  /** Taken back, by a newer one or by an administrator. */
  readonly revokedAt: number | null;
  /** What belongs to the purpose, such as the new address of an e-mail change. */
  readonly data: Readonly<Record<string, unknown>>;
}

export const oneTimeTokens: Table<OneTimeTokenRow, "byEmail" | "byUser"> = defineTable<OneTimeTokenRow>()({
  key: "id",
  indexes: {
    byEmail: (row) => [row.purpose, row.emailKey, row.expiresAt],
    byUser: (row) => (row.userId === null ? undefined : [row.userId, row.purpose, row.expiresAt]),
  },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});
