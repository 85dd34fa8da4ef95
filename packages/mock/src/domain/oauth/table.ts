import { defineTable, type Table } from "../../kernel/table.ts";
import type { ProviderName } from "./providers.ts";

/** An account at a provider that a person signs in with. */
export interface IdentityRow {
  readonly id: string;
  readonly userId: string;
  readonly provider: ProviderName;
  /** What the provider calls the account. */
  readonly subject: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly lastSignInAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const identities: Table<IdentityRow, "byUser", "subject"> = defineTable<IdentityRow>()({
  key: "id",
  indexes: { byUser: (row) => [row.userId, row.createdAt] },
  unique: { subject: (row) => [row.provider, row.subject] },
  references: { userId: { table: "users", onDelete: "cascade", index: "byUser" } },
});

/** What a browser was sent to a provider for, and what it has to come back with. */
export interface OAuthErrand {
  readonly provider: ProviderName;
  /** Where the browser belongs afterwards. */
  readonly redirectTo: string;
  /** The application's own, which comes back unchanged. */
  readonly appState: string | null;
  readonly codeChallenge: string;
  /** The organization to sign in to. */
  readonly organizationId: string | null;
  /** The session that links an account; null for a sign-in. */
  readonly linkSessionId: string | null;
}

/** A browser that is at a provider. Its state, nonce and code verifier are derived from the row. */
export interface OAuthAttemptRow extends OAuthErrand {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: number;
  /** It came back: its state is good no more. */
  readonly usedAt: number | null;
}

export const oauthAttempts: Table<OAuthAttemptRow, "byExpiry"> = defineTable<OAuthAttemptRow>()({
  key: "id",
  indexes: { byExpiry: (row) => [row.expiresAt] },
});

/** What a provider says of the person that signed in there. */
export interface ProviderProfile {
  readonly subject: string;
  readonly email: string | null;
  /** Whether the provider vouches for the address. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly avatarUrl: string | null;
}

/** A browser that came back: who signed in at the provider, for the application that can prove that it asked. */
export interface OAuthTicketRow extends OAuthErrand {
  readonly id: string;
  readonly hash: string;
  readonly profile: ProviderProfile;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  /** The sign-in that it began and that waits for a step, if one does. */
  readonly pendingId: string | null;
  /** The session that it began, if it did. */
  readonly sessionId: string | null;
}

export const oauthTickets: Table<OAuthTicketRow, "byExpiry"> = defineTable<OAuthTicketRow>()({
  key: "id",
  indexes: { byExpiry: (row) => [row.expiresAt] },
});
