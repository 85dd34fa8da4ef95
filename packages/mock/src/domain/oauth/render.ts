import type { Identity } from "@plinto/spec";
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
