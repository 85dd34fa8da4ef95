import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { tellOfCredential } from "../email/credential.ts";
import type { Emit, EventFacts } from "../events/emit.ts";
import type { UserRow } from "../users/table.ts";
import type { ProviderName } from "./providers.ts";
import { identityInWords, renderIdentity } from "./render.ts";
import type { IdentityRow, OAuthTicketRow, ProviderProfile } from "./table.ts";

/** The identity of an account at a provider, whoever's it is. */
export function findIdentity(read: MockReaders, provider: ProviderName, { subject }: ProviderProfile): IdentityRow | undefined {
  return read.identities.find("subject", [provider, subject]);
}

/** Lets a person sign in with an account at a provider from now on. Telling her is for the caller: who signs up with it knows. */
export function linkIdentity(tx: MockTransaction, emit: Emit, user: UserRow, provider: ProviderName, profile: ProviderProfile): IdentityRow {
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
  if (!present) tellOfCredential(tx, emit, "credential_added", user, identityInWords(identity));
  if (identity.userId === user.id) noteProfile(tx, identity, profile);
}

function identityFacts(identity: IdentityRow): EventFacts {
  return {
    organizationId: null,
    target: { type: "identity", id: identity.id, version: identity.version },
    data: renderIdentity(identity),
    userId: identity.userId,
  };
}
