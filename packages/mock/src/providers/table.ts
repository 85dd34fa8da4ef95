import { defineTable, type Table } from "../kernel/table.ts";
import type { ProviderName } from "../domain/oauth/providers.ts";

/** A person as a provider knows her. */
export interface ProviderAccountRow {
  readonly id: string;
  readonly provider: ProviderName;
  /** What the provider calls the account, for ever. */
  readonly subject: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  /** Whether the provider vouches for the address. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** Whether the person has let the application know who she is. */
  readonly hasConsented: boolean;
}

export const providerAccounts: Table<ProviderAccountRow, "byProvider", "subject" | "email"> = defineTable<ProviderAccountRow>()({
  key: "id",
  indexes: { byProvider: (row) => [row.provider] },
  unique: { subject: (row) => [row.provider, row.subject], email: (row) => (row.emailKey === null ? undefined : [row.provider, row.emailKey]) },
});

/** What an application was given for a person: a code, and the access token that it became. Only hashes are kept. */
export interface ProviderGrantRow {
  readonly id: string;
  readonly provider: ProviderName;
  readonly accountId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  readonly codeChallenge: string | null;
  readonly codeHash: string;
  readonly expiresAt: number;
  readonly usedAt: number | null;
  /** Null before the code was exchanged, and after it was presented twice. */
  readonly tokenHash: string | null;
}

export const providerGrants: Table<ProviderGrantRow, "byExpiry", "code" | "token"> = defineTable<ProviderGrantRow>()({
  key: "id",
  indexes: { byExpiry: (row) => [row.expiresAt] },
  unique: { code: (row) => row.codeHash, token: (row) => row.tokenHash ?? undefined },
  references: { accountId: { table: "providerAccounts", onDelete: "cascade" } },
});

/** How a provider can be made to fail when its code is exchanged. */
export type ProviderFailure =
  | "silence"
  | "unreachable"
  | "server_error"
  | "invalid_grant"
  | "forged_signature"
  | "wrong_issuer"
  | "wrong_audience"
  | "wrong_nonce"
  | "other_person";

/** How a provider behaves, where somebody has said so. */
export interface ProviderStateRow {
  /** The provider. */
  readonly id: ProviderName;
  /** Who is signed in there already. Its page asks when null. */
  readonly signedInAs: string | null;
  readonly failure: ProviderFailure | null;
  /** How many exchanges still fail; every one when null. */
  readonly failuresLeft: number | null;
}

export const providerStates: Table<ProviderStateRow> = defineTable<ProviderStateRow>()({
  key: "id",
  references: { signedInAs: { table: "providerAccounts", onDelete: "setNull" } },
});
