import type { ProviderName } from "./domain/oauth/providers.ts";
import { emailKey } from "./domain/users/user.ts";
import type { Derive } from "./kernel/secret.ts";
import { formatTimestamp } from "./kernel/timestamp.ts";
import { MockError } from "./mock-error.ts";
import { openAccount, subjectFor } from "./providers/account.ts";
import { providerOf } from "./providers/provider.ts";
import type { MockTransaction } from "./schema.ts";
import { isEmailAddress } from "./validation/formats.ts";

/** The account at a provider that a person of a seed signs in with; `true` for one with the same address and name. */
export type SeedIdentity = true | { readonly email?: string; readonly emailVerified?: boolean };

/** Somebody of a seed whom only providers know: new here, or under an address that is somebody else's here. */
export interface SeedProviderPerson {
  readonly email: string;
  readonly name?: string;
  /** Whether the providers vouch for the address. True when absent. */
  readonly emailVerified?: boolean;
  /** Where the person has an account. Everywhere when absent. */
  readonly providers?: readonly ProviderName[];
}

/** An account at a provider that a person of a seed signs in with. */
export interface IdentityHandle {
  readonly id: string;
  /** What the provider calls the account. */
  readonly subject: string;
}

/** Somebody of a seed whom only providers know. */
export interface ProviderPersonHandle {
  readonly email: string;
}

/** What a person of a seed is to providers. */
export interface SocialUser {
  readonly email: string;
  readonly name?: string;
  readonly identities?: Readonly<Partial<Record<ProviderName, SeedIdentity>>>;
}

const everywhere: readonly ProviderName[] = ["google", "github", "microsoft"];

/** What a seed says of the accounts of its people, in words. */
export const seedIdentitiesInWords = "an object by provider (google, github, microsoft) of true or { email, emailVerified }";

export function areSeedIdentities(value: unknown): boolean {
  return isObject(value) && Object.entries(value).every(([name, identity]) => providerOf(name) !== undefined && isSeedIdentity(identity));
}

function isSeedIdentity(value: unknown): boolean {
  if (value === true) return true;
  if (!isObject(value) || Object.keys(value).some((field) => field !== "email" && field !== "emailVerified")) return false;
  const { email, emailVerified } = value;
  return (email === undefined || (typeof email === "string" && isEmailAddress(email))) && (emailVerified === undefined || typeof emailVerified === "boolean");
}

export function areProviders(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === "string" && providerOf(name) !== undefined);
}

/** Checks that no two people of a seed have the same account. */
export function checkSeedAccounts(users: Readonly<Record<string, SocialUser>>, people: Readonly<Record<string, SeedProviderPerson>>): void {
  const first = new Map<string, string>();
  const claim = (provider: ProviderName, email: string, where: string): void => {
    const account = `${provider} ${emailKey(email)}`;
    const other = first.get(account);
    if (other !== undefined) throw new MockError("seed_invalid", `${other} and ${where} have the same address at ${provider}.`);
    first.set(account, where);
  };
  for (const [name, user] of Object.entries(users)) for (const [provider, email] of accountsOf(user)) claim(provider, email, `users.${name}`);
  for (const [name, { email, providers = everywhere }] of Object.entries(people))
    for (const provider of new Set(providers)) claim(provider, email, `providerPeople.${name}`);
}

/** What the accounts of a person become. */
export function identityHandles(
  user: SocialUser,
  idOf: (provider: ProviderName, at: number) => string,
  derive: Derive,
): Readonly<Record<string, IdentityHandle>> {
  return Object.fromEntries(
    accountsOf(user).map(([provider, email], at) => [provider, { id: idOf(provider, at), subject: subjectFor(provider, emailKey(email), derive) }]),
  );
}

/** Writes the accounts of a person, here and at the providers. */
export function plantIdentities(tx: MockTransaction, userId: string, user: SocialUser, handles: Readonly<Record<string, IdentityHandle>>): void {
  const now = formatTimestamp(tx.now);
  for (const [provider, email] of accountsOf(user)) {
    const said = user.identities![provider]!;
    const emailVerified = said === true || said.emailVerified !== false;
    const { id, subject } = handles[provider]!;
    const name = user.name ?? null;
    openAccount(tx, provider, { email, emailVerified, name, subject, hasConsented: true });
    tx.identities.insert({
      id,
      userId,
      provider,
      subject,
      email,
      emailVerified,
      name,
      avatarUrl: null,
      lastSignInAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    });
  }
}

/** Writes the people whom only providers know. */
export function plantProviderPeople(tx: MockTransaction, people: Readonly<Record<string, SeedProviderPerson>>): void {
  for (const { email, name, emailVerified, providers = everywhere } of Object.values(people))
    for (const provider of new Set(providers)) openAccount(tx, provider, { email, name: name ?? null, emailVerified: emailVerified !== false });
}

function accountsOf({ email, identities = {} }: SocialUser): [ProviderName, string][] {
  return Object.entries(identities).map(([provider, identity]) => [provider as ProviderName, (identity === true ? undefined : identity.email) ?? email]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
