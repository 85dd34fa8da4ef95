import { permissions, plans, roles } from "./generated/registries.ts";
import { sealJson } from "./kernel/json.ts";
import { MockError } from "./mock-error.ts";
import { isSeedAuthPolicy, seedAuthPolicyInWords } from "./seed-auth-policy.ts";
import { areSeedPolicies, checkSeedPolicies, seedPoliciesInWords, type SeedPolicy } from "./seed-policies.ts";
import { checkSeedRoles, type SeedRole } from "./seed-roles.ts";
import { areProviders, areSeedIdentities, checkSeedAccounts, seedIdentitiesInWords, type SeedProviderPerson, type SocialUser } from "./seed-social.ts";
import { checkSeedTeams, type SeedTeam } from "./seed-teams.ts";
import type { SeedNames } from "./seed-names.ts";
import { areSeedHeaders, checkSeedWebhooks, isSeedRetryPolicy, seedHeadersInWords, seedRetryPolicyInWords, type SeedWebhook } from "./seed-webhooks.ts";
import { isDateTime, isEmailAddress } from "./validation/formats.ts";
import { visibleLine, visibleLineInWords } from "./validation/visible-line.ts";

type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a value must be, in words, and whether it is. */
type Rule = readonly [must: string, fits: (value: unknown) => boolean];

const text: Rule = ["text", (value) => typeof value === "string" && value !== ""];
const displayName: Rule = [visibleLineInWords, (value) => typeof value === "string" && new RegExp(visibleLine, "u").test(value)];
const flag: Rule = ["true or false", (value) => typeof value === "boolean"];
const time: Rule = ["a time such as 2030-01-01T00:00:00.000Z", (value) => typeof value === "string" && isDateTime(value)];
const count: Rule = ["a whole number from 1", isCount];
const names: Rule = ["a list of names", (value) => Array.isArray(value) && value.every((name) => typeof name === "string")];
const slug: Rule = [
  "1 to 63 lower-case letters, digits and hyphens",
  (value) => typeof value === "string" && /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(value),
];
const memberRoles = Object.keys(roles).filter((role) => role !== "super_admin");

/** The fields of each part of a seed; those with `!` must be there. */
const parts: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  users: {
    "email!": ["an e-mail address", (value) => typeof value === "string" && isEmailAddress(value)],
    name: displayName,
    password: text,
    emailVerified: flag,
    externalId: text,
    superAdmin: flag,
    managedBy: text,
    publicMetadata: ["an object of JSON values", isMetadata],
    identities: [seedIdentitiesInWords, areSeedIdentities],
    passkey: flag,
    mfa: [
      "true, or { secret } with at least 16 letters and digits of base 32",
      (value) => value === true || (isObject(value) && /^[A-Z2-7]{16,128}$/.test(String((value as Entries[string])["secret" as never]))),
    ],
  },
  organizations: {
    "owner!": text,
    members: [
      `an object of roles (${memberRoles.join(", ")}) by user`,
      (value) => isObject(value) && Object.values(value as object).every((role) => memberRoles.includes(role as string)),
    ],
    name: displayName,
    slug,
    authPolicy: [seedAuthPolicyInWords, isSeedAuthPolicy],
    policies: [seedPoliciesInWords, areSeedPolicies],
    plan: [`one of ${Object.keys(plans).join(", ")}`, (value) => typeof value === "string" && Object.hasOwn(plans, value)],
  },
  apiKeys: {
    "organization!": text,
    createdBy: text,
    name: displayName,
    expiresInSeconds: count,
    rateLimit: [
      "{ requests, windowSeconds }, whole numbers from 1",
      (value) => isObject(value) && ["requests", "windowSeconds"].every((field) => isCount((value as Entries[string])[field as never])),
    ],
    "scopes!": names,
    revokedAt: time,
  },
  roles: {
    "organization!": text,
    "permissions!": names,
    members: names,
    name: displayName,
    slug,
    description: text,
  },
  teams: { "organization!": text, parent: text, members: names, name: displayName, slug, description: text },
  webhooks: {
    organization: text,
    "url!": text,
    events: names,
    description: text,
    customHeaders: [seedHeadersInWords, areSeedHeaders],
    ordered: flag,
    retryPolicy: [seedRetryPolicyInWords, isSeedRetryPolicy],
  },
  providerPeople: {
    "email!": ["an e-mail address", (value) => typeof value === "string" && isEmailAddress(value)],
    name: displayName,
    emailVerified: flag,
    providers: ["a list of google, github and microsoft", areProviders],
  },
};

/**
 * Checks the whole of a seed before anything is made of it: its fields, the names it uses, and what must be unique.
 *
 * @throws MockError `seed_invalid`, naming the place and what belongs there, but never the value
 */
export function checkSeed(seed: unknown): void {
  if (!isObject(seed)) throw invalid("A seed is a name, or an object made with defineSeed.");
  const known = Object.keys(parts);
  const unknown = Object.keys(seed as object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`A seed has ${known.join(", ")}, but no ${JSON.stringify(unknown)}.`);
  const {
    users = {},
    organizations = {},
    apiKeys = {},
    roles: customRoles = {},
    teams = {},
    webhooks = {},
    providerPeople = {},
  } = seed as Readonly<Record<string, Entries | undefined>>;
  checkPart("users", users);
  checkPart("organizations", organizations);
  checkPart("apiKeys", apiKeys);
  checkPart("roles", customRoles);
  checkPart("teams", teams);
  checkPart("webhooks", webhooks);
  checkPart("providerPeople", providerPeople);
  checkUnique("users", "email", users, ({ email }) => (email as string).toLowerCase());
  checkUnique("users", "externalId", users, ({ externalId }) => externalId);
  checkUnique("organizations", "slug", organizations, ({ slug }, name) => slug ?? name);
  for (const [name, { owner, members = {} }] of Object.entries(organizations)) {
    for (const person of [owner as string, ...Object.keys(members as object)]) checkName("user", users, person, `organizations.${name}`);
    const rank = Object.hasOwn(members as object, owner as string) ? (members as Readonly<Record<string, unknown>>)[owner as string] : "owner";
    if (rank !== "owner") throw invalid(`organizations.${name}.members gives its owner another role. Leave the owner out of it.`);
    if (!parts["organizations"]!["slug"]![1](organizations[name]!["slug"] ?? name))
      throw invalid(`organizations.${name} needs a slug, because its name is none.`);
    checkSeedPolicies((organizations[name]!["policies"] ?? {}) as Readonly<Record<string, SeedPolicy>>, name);
  }
  for (const [name, { managedBy }] of Object.entries(users))
    if (managedBy !== undefined) checkName("organization", organizations, managedBy as string, `users.${name}.managedBy`);
  for (const [name, key] of Object.entries(apiKeys)) {
    checkName("organization", organizations, key["organization"] as string, `apiKeys.${name}.organization`);
    const unknownScope = (key["scopes"] as readonly string[]).find((scope) => !(permissions as readonly string[]).includes(scope));
    if (unknownScope !== undefined) throw invalid(`apiKeys.${name}.scopes has ${JSON.stringify(unknownScope)}, which is no permission.`);
    if (key["createdBy"] !== undefined) checkName("user", users, key["createdBy"] as string, `apiKeys.${name}.createdBy`);
  }
  const refers: SeedNames = {
    organization: (name, where) => checkName("organization", organizations, name, where),
    member(name, tenant, where) {
      const { owner, members = {} } = organizations[tenant] as { owner: string; members?: object };
      if (name !== owner && !Object.hasOwn(members, name))
        throw invalid(`${where} names ${JSON.stringify(name)}, who is no member of the organization ${JSON.stringify(tenant)}.`);
    },
  };
  checkSeedRoles(customRoles as unknown as Readonly<Record<string, SeedRole>>, refers);
  checkSeedAccounts(users as unknown as Readonly<Record<string, SocialUser>>, providerPeople as unknown as Readonly<Record<string, SeedProviderPerson>>);
  checkSeedWebhooks(webhooks as unknown as Readonly<Record<string, SeedWebhook>>, refers);
  checkSeedTeams(teams as unknown as Readonly<Record<string, SeedTeam>>, refers);
}

function checkPart(part: string, entries: unknown): void {
  if (!isObject(entries)) throw invalid(`${part} must be an object of entries by name.`);
  const rules = parts[part]!;
  const fields = Object.keys(rules).map((field) => field.replace("!", ""));
  for (const [name, entry] of Object.entries(entries as Entries)) {
    if (!isObject(entry)) throw invalid(`${part}.${name} must be an object.`);
    const unknown = Object.keys(entry).find((field) => !fields.includes(field));
    if (unknown !== undefined) throw invalid(`${part}.${name} has no field ${JSON.stringify(unknown)}. Known fields: ${fields.join(", ")}.`);
    for (const [field, [must, fits]] of Object.entries(rules)) {
      const value = entry[field.replace("!", "")];
      if (value === undefined ? field.endsWith("!") : !fits(value)) throw invalid(`${part}.${name}.${field.replace("!", "")} must be ${must}.`);
    }
  }
}

function checkUnique(part: string, field: string, entries: Entries, valueOf: (entry: Entries[string], name: string) => unknown): void {
  const first = new Map<unknown, string>();
  for (const [name, entry] of Object.entries(entries)) {
    const value = valueOf(entry, name);
    if (value === undefined) continue;
    const other = first.get(value);
    if (other !== undefined) throw invalid(`${part}.${other} and ${part}.${name} have the same ${field}.`);
    first.set(value, name);
  }
}

function checkName(what: string, entries: Entries, name: string, where: string): void {
  if (!Object.hasOwn(entries, name)) throw invalid(`${where} names the ${what} ${JSON.stringify(name)}, which the seed does not have.`);
}

/** Whether a value can be kept as JSON. A copy is asked, because what is kept is frozen. */
function isMetadata(value: unknown): boolean {
  if (!isObject(value)) return false;
  try {
    sealJson(structuredClone(value), "Metadata");
    return true;
  } catch {
    return false;
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(message: string): MockError {
  return new MockError("seed_invalid", message);
}
