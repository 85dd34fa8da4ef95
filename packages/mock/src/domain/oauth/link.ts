import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { sendEmail } from "../email/send.ts";
import type { Emit, EventFacts } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import { providerNames } from "./providers.ts";
import { renderIdentity } from "./render.ts";
import type { IdentityRow, OAuthTicketRow, ProviderProfile } from "./table.ts";

/** The identity of an account at a provider, whoever's it is. */
export function findIdentity(read: MockReaders, provider: string, { subject }: ProviderProfile): IdentityRow | undefined {
  return read.identities.find("subject", [provider, subject]);
}

/** Lets a person sign in with an account at a provider from now on, and tells her so. */
export function linkIdentity(tx: MockTransaction, emit: Emit, user: UserRow, provider: string, profile: ProviderProfile): IdentityRow {
  const now = formatTimestamp(tx.now);
  const identity = tx.identities.insert({
    id: tx.id("idn"),
    userId: user.id,
    provider,
    ...profile,
    lastSignInAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  emit("identity.linked", identityFacts(identity));
  return identity;
}

/** Takes an account at a provider from a person. */
export function unlinkIdentity(tx: MockTransaction, emit: Emit, identity: IdentityRow): void {
  tx.identities.delete(identity.id);
  emit("identity.unlinked", identityFacts(identity));
}

/** Notes what the provider told last. It is no change that a writer with an older version would overwrite. */
export function noteProfile(tx: MockTransaction, identity: IdentityRow, { email, emailVerified, name, avatarUrl }: ProviderProfile): void {
  tx.identities.update(identity.id, { email, emailVerified, name, avatarUrl, lastSignInAt: formatTimestamp(tx.now) });
}

/**
 * Links the account that a sign-in began with, now that the sign-in is complete, and tells its person. A sign-in that
 * stops at a second factor has linked nothing: who was at the provider has not proved yet to be her.
 */
export function linkOnSignIn(tx: MockTransaction, emit: Emit, user: UserRow, { provider, profile }: Pick<OAuthTicketRow, "provider" | "profile">): void {
  const present = findIdentity(tx, provider, profile);
  const identity = present ?? linkIdentity(tx, emit, user, provider, profile);
  if (!present) tellOfIdentity(tx, emit, "credential_added", user, identity);
  if (identity.userId === user.id) noteProfile(tx, identity, profile);
}

/** Tells a person by e-mail that she can, or cannot any more, sign in with an account. */
export function tellOfIdentity(
  tx: MockTransaction,
  emit: Emit,
  kind: "credential_added" | "credential_removed",
  user: UserRow,
  { provider, email }: IdentityRow,
): void {
  const name = providerNames[provider as keyof typeof providerNames];
  const credential = email === null ? name : `${name} (${email})`;
  sendEmail(tx, emit, { kind, to: user.email, recipientUserId: user.id, variables: { name: user.name ?? user.email, credential } });
}

function identityFacts(identity: IdentityRow): EventFacts {
  return {
    organizationId: null,
    target: { type: "identity", id: identity.id, version: identity.version },
    data: renderIdentity(identity),
    userId: identity.userId,
  };
}
