import type { MockReaders, MockTransaction } from "../schema.ts";
import { emailKey } from "../domain/users/user.ts";
import { toBase64Url } from "../kernel/base64url.ts";
import type { Derive } from "../kernel/secret.ts";
import type { ProviderName } from "../domain/oauth/providers.ts";
import type { ProviderAccountRow } from "./table.ts";

/** What an account at a provider is made of. */
export interface NewProviderAccount {
  /** None for somebody who hides the address. */
  readonly email: string | null;
  /** True when absent. */
  readonly emailVerified?: boolean;
  readonly name?: string | null;
  /** One that looks like the provider's own when absent. */
  readonly subject?: string;
  readonly hasConsented?: boolean;
}

/** Somebody whom the page of a provider offers. */
export interface ProviderPerson {
  /** What her button sends. */
  readonly key: string;
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly name: string | null;
}

const mostOffered = 50;

/** The account of an address, made if the provider has none. What is said anew of it is noted. */
export function openAccount(tx: MockTransaction, provider: ProviderName, values: NewProviderAccount): ProviderAccountRow {
  const key = values.email === null ? null : emailKey(values.email);
  const present = key === null ? undefined : tx.providerAccounts.find("email", [provider, key]);
  if (present) {
    const { emailVerified = present.emailVerified, name = present.name, hasConsented = present.hasConsented } = values;
    return tx.providerAccounts.update(present.id, { emailVerified, name, hasConsented });
  }
  const id = tx.id("pac");
  return tx.providerAccounts.insert({
    id,
    provider,
    subject: values.subject ?? subjectFor(provider, key ?? id, tx.derive),
    email: values.email,
    emailKey: key,
    emailVerified: values.email !== null && values.emailVerified !== false,
    name: values.name ?? null,
    hasConsented: values.hasConsented ?? false,
  });
}

/** What a provider calls the account of an address: by its looks one of the provider's own. */
export function subjectFor(provider: ProviderName, key: string, derive: Derive): string {
  const bytes = derive("provider-subject", provider, key);
  if (provider === "microsoft") return toBase64Url(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const digits = `${view.getUint32(0)}`.padStart(10, "0") + `${view.getUint32(4)}`.padStart(10, "0");
  return provider === "google" ? `1${digits}` : `${(view.getUint32(8) % 200_000_000) + 1}`;
}

/** Who can sign in at a provider: its accounts, and the people of the world who have none there yet. */
export function peopleAt(read: MockReaders, provider: ProviderName): ProviderPerson[] {
  const accounts = read.providerAccounts.scan("byProvider", [provider], { limit: mostOffered }).toArray();
  const people = read.users
    .scan("byCreatedAt", [], { limit: mostOffered })
    .toArray()
    .filter((user) => !read.providerAccounts.find("email", [provider, user.emailKey]));
  return [
    ...accounts.map(({ id, email, emailVerified, name }) => ({ key: id, email, emailVerified, name })),
    ...people.map(({ id, email, name }) => ({ key: id, email, emailVerified: true, name })),
  ].slice(0, mostOffered);
}

/** The account behind the key of a person, made if she has none there yet. */
export function accountOf(tx: MockTransaction, provider: ProviderName, key: string): ProviderAccountRow | undefined {
  const account = tx.providerAccounts.get(key);
  if (account) return account.provider === provider ? account : undefined;
  const user = tx.users.get(key);
  return user && openAccount(tx, provider, { email: user.email, name: user.name });
}
