import type { Identity } from "@plinto/spec";
import { providerNames } from "./providers.ts";
import type { IdentityRow } from "./table.ts";

/** What an account at a provider looks like. */
export function renderIdentity(row: IdentityRow): Identity {
  return {
    id: row.id,
    userId: row.userId,
    provider: row.provider,
    subject: row.subject,
    email: row.email,
    emailVerified: row.emailVerified,
    name: row.name,
    avatarUrl: row.avatarUrl,
    lastSignInAt: row.lastSignInAt,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** What mail calls an account at a provider, in any language. */
export function identityInWords({ provider, email }: IdentityRow): string {
  const name = providerNames[provider];
  return email === null ? name : `${name} (${email})`;
}
