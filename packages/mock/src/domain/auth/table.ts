import { defineTable, type Table } from "../../kernel/table.ts";
import type { SecondFactor } from "../mfa/second-factor.ts";

/** A step that a sign-in waits for. */
export type SignInStep = "email_verification" | "mfa" | "mfa_enrollment" | "organization";

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
  /** By what a second factor was proved so far. */
  readonly secondFactors: readonly SecondFactor[];
  /** Second factors that were refused so far; those of the steps before count on. */
  readonly failures: number;
  /** Whether the device is to be remembered when the sign-in is complete. */
  readonly rememberDevice: boolean;
  /** The ticket of a provider that it began with, if it did. */
  readonly ticketId: string | null;
  readonly expiresAt: number;
  /** Its step was taken: the token is good for a replay of that call and for nothing else. */
  readonly takenAt: number | null;
}

export const pendingSignIns: Table<PendingSignInRow, "byUser" | "byExpiry"> = defineTable<PendingSignInRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId], byExpiry: (row) => [row.expiresAt] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** A network address that a person signed in from. */
export interface KnownAddressRow {
  /** Hash of person and address. */
  readonly id: string;
  readonly userId: string;
  readonly lastAt: number;
}

export const knownAddresses: Table<KnownAddressRow, "byUser"> = defineTable<KnownAddressRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId, row.lastAt] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** Failed attempts to prove who somebody is, from one place or from everywhere; or from one address, whoever it was about. */
export interface FailedAttemptRow {
  /** Hash of what is counted. */
  readonly id: string;
  /** Hash of the e-mail address, if one is counted. Nobody needs to have it: an unknown address locks like a known one. */
  readonly subject: string;
  /** When those were that count. */
  readonly failedAt: readonly number[];
  readonly lockExpiresAt: number | null;
  readonly lastAt: number;
}

export const failedAttempts: Table<FailedAttemptRow, "bySubject" | "byLast"> = defineTable<FailedAttemptRow>()({
  key: "id",
  indexes: { bySubject: (row) => [row.subject], byLast: (row) => [row.lastAt] },
});
