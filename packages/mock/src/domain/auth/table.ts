import { defineTable, type Table } from "../../kernel/table.ts";

/** A step that a sign-in waits for. */
export type SignInStep = "email_verification" | "organization";

/** A sign-in that has begun and is not complete. Its token is the credential of the next step. */
export interface PendingSignInRow {
  readonly id: string;
  readonly userId: string;
  /** The person's address when it began. */
  readonly emailKey: string;
  readonly hash: string;
  readonly step: SignInStep;
  /** The organization that the person asked for. */
  readonly organizationId: string | null;
  readonly method: string | null;
  readonly authenticationMethods: readonly string[];
  readonly expiresAt: number;
  /** Its step was taken: the token is good for a replay of that call and for nothing else. */
  readonly takenAt: number | null;
}

export const pendingSignIns: Table<PendingSignInRow, "byUser" | "byExpiry"> = defineTable<PendingSignInRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId], byExpiry: (row) => [row.expiresAt] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** Failed attempts to prove who somebody is, in a row, from one address or from everywhere. */
export interface FailedAttemptRow {
  /** Hash of e-mail address and network address. */
  readonly id: string;
  /** Hash of the e-mail address. Nobody needs to have it: an unknown address locks like a known one. */
  readonly subject: string;
  readonly failures: number;
  readonly lockExpiresAt: number | null;
  readonly lastAt: number;
}

export const failedAttempts: Table<FailedAttemptRow, "bySubject" | "byLast"> = defineTable<FailedAttemptRow>()({
  key: "id",
  indexes: { bySubject: (row) => [row.subject], byLast: (row) => [row.lastAt] },
});
