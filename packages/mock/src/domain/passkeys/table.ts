import { defineTable, type Table } from "../../kernel/table.ts";

/** A WebAuthn credential of a person. */
export interface PasskeyRow {
  readonly id: string;
  readonly userId: string;
  /** The credential id, in base64url. */
  readonly credentialId: string;
  /** The public key as COSE, in base64url. */
  readonly publicKey: string;
  /** The signature counter of the last assertion. */
  readonly counter: number;
  readonly name: string;
  readonly deviceType: "singleDevice" | "multiDevice";
  readonly backedUp: boolean;
  readonly transports: readonly string[];
  readonly aaguid: string;
  /** Whether the authenticator verified its user when it was used last. */
  readonly userVerified: boolean;
  readonly lastUsedAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const passkeys: Table<PasskeyRow, "byUser", "credential"> = defineTable<PasskeyRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId, row.createdAt] },
  unique: { credential: (row) => [row.credentialId] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** What a browser was asked to sign. The bytes themselves are derived from the row. */
export interface PasskeyChallengeRow {
  readonly id: string;
  /** What it is good for: making a passkey, signing in, or proving who is known already. */
  readonly purpose: "registration" | "sign_in" | "proof";
  /** Whose passkey it is about; null at a sign-in, where nobody is known. */
  readonly userId: string | null;
  /** The session or the pending sign-in that may answer it; null at a sign-in. */
  readonly holder: string | null;
  /** The one passkey that was asked for; any of the person's when null. */
  readonly passkeyId: string | null;
  readonly userVerification: UserVerification;
  readonly expiresAt: number;
  /** Somebody has answered it, rightly or not. */
  readonly usedAt: number | null;
}

/** Whether the authenticator has to verify its user. */
export type UserVerification = "required" | "preferred";

export const passkeyChallenges: Table<PasskeyChallengeRow, "byUser" | "byExpiry"> = defineTable<PasskeyChallengeRow>()({
  key: "id",
  indexes: { byUser: (row) => (row.userId === null ? undefined : [row.userId]), byExpiry: (row) => [row.expiresAt] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});
