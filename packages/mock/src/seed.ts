import { hashSecret, makeSecretKey } from "./credentials/secret-key.ts";
import { hashPassword } from "./credentials/password-hash.ts";
import { insertApiKey, seededSecret } from "./domain/api-keys/key.ts";
import { defaultEnvironment } from "./domain/environment/default.ts";
import type { OrganizationRole } from "./domain/members/table.ts";
import type { Metadata } from "./domain/metadata.ts";
import type { ProviderName } from "./domain/oauth/providers.ts";
import { insertOrganization } from "./domain/organizations/organization.ts";
import { insertUser } from "./domain/users/user.ts";
import type { Derive } from "./kernel/secret.ts";
import { formatTimestamp } from "./kernel/timestamp.ts";
import { MockError } from "./mock-error.ts";
import type { MockTransaction } from "./schema.ts";
import { checkSeed } from "./seed-check.ts";
import { plantSeedAuthPolicy, type SeedAuthPolicy } from "./seed-auth-policy.ts";
import { plantSeedMfa, seedMfa, type SeedMfa, type SeedMfaHandle } from "./seed-mfa.ts";
import { plantSeedPasskey } from "./seed-passkeys.ts";
import {
  identityHandles,
  plantIdentities,
  plantProviderPeople,
  type IdentityHandle,
  type ProviderPersonHandle,
  type SeedIdentity,
  type SeedProviderPerson,
} from "./seed-social.ts";
import { plantSeedPolicies, type PolicyHandle, type SeedPolicy } from "./seed-policies.ts";
import { plantSeedRoles, seedRoleSlug, seedRolesOf, type SeedRole } from "./seed-roles.ts";
import { plantSeedTeams, seedTeamSlug, type SeedTeam } from "./seed-teams.ts";
import { plantSeedWebhooks, webhookHandle, type SeedWebhook, type WebhookHandle } from "./seed-webhooks.ts";

/** A person of a seed. */
export interface SeedUser {
  readonly email: string;
  readonly name?: string;
  /** `plinto-demo` when absent. */
  readonly password?: string;
  /** True when absent. */
  readonly emailVerified?: boolean;
  readonly externalId?: string;
  /** Rules the platform. */
  readonly superAdmin?: boolean;
  /** The organization that manages this person, by its name in the seed. */
  readonly managedBy?: string;
  readonly publicMetadata?: Metadata;
  /** The accounts at providers that this person signs in with. None when absent. */
  readonly identities?: Readonly<Partial<Record<ProviderName, SeedIdentity>>>;
  /** Whether this person has a passkey, which `mock.passkeys.authenticator` can hold. It is a second factor too. False when absent. */
  readonly passkey?: boolean;
  /** The authenticator app of this person, with ten recovery codes: `true`, or with a secret of your own. None when absent. */
  readonly mfa?: SeedMfa;
}

/** An organization of a seed. People are named as in `users`. */
export interface SeedOrganization {
  readonly owner: string;
  readonly members?: Readonly<Record<string, OrganizationRole>>;
  /** The name in the seed, capitalised, when absent. */
  readonly name?: string;
  /** The name in the seed when absent. */
  readonly slug?: string;
  /** `enterprise` when absent. */
  readonly plan?: string;
  /** What it asks of sessions. Nothing when absent. */
  readonly authPolicy?: SeedAuthPolicy;
  /** Its policies, by symbolic names. None when absent. */
  readonly policies?: Readonly<Record<string, SeedPolicy>>;
}

/** An organization key of a seed. */
export interface SeedApiKey {
  readonly organization: string;
  /** Whose permissions bound it. The environment key made it when absent: then it has its scopes whole. */
  readonly createdBy?: string;
  readonly scopes: readonly string[];
  /** The name in the seed when absent. */
  readonly name?: string;
  /** In seconds, from the planting on. For ever when absent. */
  readonly expiresInSeconds?: number;
  /** Since when it is taken back, `2030-01-01T00:00:00.000Z`. Not at all when absent. */
  readonly revokedAt?: string;
  /** A limit of this key alone. None when absent. */
  readonly rateLimit?: { readonly requests: number; readonly windowSeconds: number };
}

/** What a world holds when it begins: people, organizations, roles, teams, keys, endpoints and people at providers, by symbolic names. */
export interface Seed {
  readonly users?: Readonly<Record<string, SeedUser>>;
  readonly organizations?: Readonly<Record<string, SeedOrganization>>;
  /** Custom roles of the organizations. */
  readonly roles?: Readonly<Record<string, SeedRole>>;
  readonly teams?: Readonly<Record<string, SeedTeam>>;
  readonly apiKeys?: Readonly<Record<string, SeedApiKey>>;
  /** Endpoints of organizations and of the environment, which get what happens from the beginning. */
  readonly webhooks?: Readonly<Record<string, SeedWebhook>>;
  /** People whom only Google, GitHub and Microsoft know. */
  readonly providerPeople?: Readonly<Record<string, SeedProviderPerson>>;
}

/** The password of a seeded person who was given none. */
export const seedPassword = "plinto-demo";

/**
 * Declares a seed, so that its names are known to the compiler.
 *
 * @example
 * const seed = defineSeed({ users: { ada: { email: "ada@acme.test" } }, organizations: { acme: { owner: "ada" } } });
 * const mock = createMock({ seed });
 */
export function defineSeed<const S extends Seed>(seed: S): S {
  return seed;
}

/** The demo tenant: Acme with an owner, an admin, a member, a viewer, a custom role, teams and a key, a second organization with an admin who has an authenticator app and a passkey, and a super admin. */
export interface AcmeSeed extends Seed {
  readonly users: Readonly<Record<"ada" | "grace" | "bob" | "vera" | "olga" | "root", SeedUser>> & {
    readonly mary: SeedUser & { readonly mfa: true; readonly passkey: true };
  };
  readonly organizations: Readonly<Record<"acme" | "globex", SeedOrganization>>;
  readonly roles: Readonly<Record<"editor", SeedRole>>;
  readonly teams: Readonly<Record<"engineering" | "platform", SeedTeam>>;
  readonly apiKeys: Readonly<Record<"reports", SeedApiKey>>;
  readonly webhooks?: Readonly<Record<never, SeedWebhook>>;
  readonly providerPeople: Readonly<Record<"nora", SeedProviderPerson>>;
}

export const acmeSeed: AcmeSeed = {
  users: {
    ada: { email: "ada@acme.test", name: "Ada Lovelace", identities: { google: true } },
    grace: { email: "grace@acme.test", name: "Grace Hopper", identities: { github: true } },
    bob: { email: "bob@acme.test", name: "Bob Kahn" },
    vera: { email: "vera@acme.test", name: "Vera Rubin" },
    olga: { email: "olga@globex.test", name: "Olga Ladyzhenskaya" },
    root: { email: "root@plinto.test", name: "Root", superAdmin: true },
    mary: { email: "mary@globex.test", name: "Mary Jackson", mfa: true, passkey: true },
  },
  organizations: {
    acme: { name: "Acme", owner: "ada", members: { grace: "admin", bob: "member", vera: "viewer" } },
    globex: { name: "Globex", owner: "olga", members: { bob: "member", mary: "admin" } },
  },
  roles: {
    editor: {
      organization: "acme",
      name: "Editor",
      description: "Writes posts and publishes them.",
      permissions: ["blog:write", "blog:publish"],
      members: ["bob"],
    },
  },
  teams: {
    engineering: { organization: "acme", name: "Engineering", members: ["ada", "grace"] },
    platform: { organization: "acme", name: "Platform", description: "Keeps the lights on.", parent: "engineering", members: ["grace"] },
  },
  apiKeys: {
    reports: { name: "Nightly reports", organization: "acme", createdBy: "grace", scopes: ["org:read", "members:read", "audit:read"] },
  },
  providerPeople: { nora: { email: "nora@example.test", name: "Nora Ibsen" } },
};

/** The seed behind an option: itself, the demo tenant by its name, or one whose names are not known here. */
export type SeedOf<S extends Seed | string> = S extends Seed ? S : S extends "acme" ? AcmeSeed : Seed;

/** The seeds that have a name. */
export const namedSeeds: Readonly<Record<string, Seed>> = { acme: acmeSeed, empty: {} };

/** A seeded person: with this address and password they sign in. */
export interface UserHandle extends Partial<SeedMfaHandle> {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  /** The id of the seeded passkey, if there is one. */
  readonly passkeyId?: string;
  /** The seeded accounts at providers, by provider. */
  readonly identities: Readonly<Record<string, IdentityHandle>>;
}

/** A seeded organization. */
export interface OrganizationHandle {
  readonly id: string;
  readonly slug: string;
}

/** A seeded custom role. */
export interface RoleHandle {
  readonly id: string;
  readonly slug: string;
}

/** A seeded team. */
export interface TeamHandle {
  readonly id: string;
  readonly slug: string;
}

/** A seeded organization key. */
export interface ApiKeyHandle {
  readonly id: string;
  readonly secret: string;
}

/** A person with an authenticator app certainly has its secret and codes. */
type MfaOf<User> = User extends { readonly mfa: SeedMfa } ? SeedMfaHandle : unknown;

/** A person with a passkey certainly has its id. */
type PasskeyOf<User> = User extends { readonly passkey: true } ? { readonly passkeyId: string } : unknown;

/** An organization with policies certainly has their ids. */
type PoliciesOf<Organization> = Organization extends { readonly policies: infer Policies }
  ? { readonly policies: { readonly [Name in keyof Policies]: PolicyHandle } }
  : unknown;

/** The ids and credentials that a seed's names became. */
export interface SeedHandles<S extends Seed = Seed> {
  readonly users: {
    readonly [Name in keyof NonNullable<S["users"]>]: UserHandle & MfaOf<NonNullable<S["users"]>[Name]> & PasskeyOf<NonNullable<S["users"]>[Name]>;
  };
  readonly organizations: { readonly [Name in keyof NonNullable<S["organizations"]>]: OrganizationHandle & PoliciesOf<NonNullable<S["organizations"]>[Name]> };
  readonly roles: { readonly [Name in keyof NonNullable<S["roles"]>]: RoleHandle };
  readonly teams: { readonly [Name in keyof NonNullable<S["teams"]>]: TeamHandle };
  readonly apiKeys: { readonly [Name in keyof NonNullable<S["apiKeys"]>]: ApiKeyHandle };
  readonly webhooks: { readonly [Name in keyof NonNullable<S["webhooks"]>]: WebhookHandle };
  readonly providerPeople: { readonly [Name in keyof NonNullable<S["providerPeople"]>]: ProviderPersonHandle };
}

/** Finds a seed by its name, or takes it as it is. Every name in it is checked before anything is made. */
export function resolveSeed(seed: string | Seed): Seed {
  if (typeof seed === "string") {
    const named = Object.hasOwn(namedSeeds, seed) ? namedSeeds[seed] : undefined;
    if (!named)
      throw new MockError(
        "seed_unknown",
        `There is no seed ${JSON.stringify(seed)}. Known seeds: ${Object.keys(namedSeeds).join(", ")}; or pass one made with defineSeed.`,
      );
    return named;
  }
  checkSeed(seed);
  return seed;
}

/** An id that follows from a name, in the order of the names, so that a seed's handles are known before it is planted. */
function seedId(prefix: string, index: number, name: string, derive: Derive): string {
  const bytes = derive("seed-id", prefix, name);
  let tail = "";
  for (const byte of bytes.slice(0, 13)) tail += crockford[byte & 31];
  const order = crockford[(index >> 10) & 31]! + crockford[(index >> 5) & 31]! + crockford[index & 31]!;
  return `${prefix}_0000000000${order}${tail}`;
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz";

/** The id of the environment's key. */
export function environmentKeyId(derive: Derive): string {
  return seedId("key", 0, "environment", derive);
}

/** The ids and secrets of a seed in the world of this secret. */
export function seedHandles(seed: Seed, derive: Derive): SeedHandles {
  const entries = Object.entries;
  return {
    users: Object.fromEntries(
      entries(seed.users ?? {}).map(([name, user], index) => [
        name,
        {
          id: seedId("usr", index + 1, name, derive),
          email: user.email,
          password: user.password ?? seedPassword,
          ...(user.passkey ? { passkeyId: seedId("psk", index + 1, name, derive) } : {}),
          identities: identityHandles(user, (provider, at) => seedId("idn", index * 3 + at + 1, `${name} ${provider}`, derive), derive),
          ...(user.mfa ? seedMfa(user.mfa, seedId("fac", index + 1, name, derive), derive) : {}),
        },
      ]),
    ),
    organizations: Object.fromEntries(
      entries(seed.organizations ?? {}).map(([name, organization], index) => [
        name,
        {
          id: seedId("org", index + 1, name, derive),
          slug: organization.slug ?? name,
          ...(organization.policies && { policies: policyHandles(name, organization.policies, derive) }),
        },
      ]),
    ),
    roles: Object.fromEntries(
      entries(seed.roles ?? {}).map(([name, role], index) => [name, { id: seedId("role", index + 1, name, derive), slug: seedRoleSlug(name, role) }]),
    ),
    teams: Object.fromEntries(
      entries(seed.teams ?? {}).map(([name, team], index) => [name, { id: seedId("team", index + 1, name, derive), slug: seedTeamSlug(name, team) }]),
    ),
    apiKeys: Object.fromEntries(
      Object.keys(seed.apiKeys ?? {}).map((name, index) => {
        const id = seedId("key", index + 1, name, derive);
        return [name, { id, secret: seededSecret(id, derive) }];
      }),
    ),
    webhooks: Object.fromEntries(
      entries(seed.webhooks ?? {}).map(([name, { organization }], index) => [
        name,
        webhookHandle(seedId("whk", index + 1, name, derive), organization === undefined ? null : organizationId(seed, organization, derive), derive),
      ]),
    ),
    providerPeople: Object.fromEntries(entries(seed.providerPeople ?? {}).map(([name, { email }]) => [name, { email }])),
  };
}

function organizationId(seed: Seed, name: string, derive: Derive): string {
  return seedId("org", Object.keys(seed.organizations ?? {}).indexOf(name) + 1, name, derive);
}

function policyHandles(organization: string, policies: Readonly<Record<string, SeedPolicy>>, derive: Derive): Record<string, PolicyHandle> {
  return Object.fromEntries(Object.keys(policies).map((name, index) => [name, { id: seedId("pol", index + 1, `${organization} ${name}`, derive) }]));
}

/** Writes a seed into a world that is new. */
export function plantSeed(tx: MockTransaction, seed: Seed): void {
  const now = formatTimestamp(tx.now);
  const handles = seedHandles(seed, tx.derive);
  const { users, organizations, apiKeys } = handles;
  const stamps = { version: 1, createdAt: now, updatedAt: now };
  tx.environments.insert({ id: seedId("env", 0, "environment", tx.derive), ...defaultEnvironment, ...stamps });
  const environmentKey = environmentKeyId(tx.derive);
  tx.keys.insert({
    id: environmentKey,
    kind: "environment",
    organizationId: null,
    name: "Default",
    hash: hashSecret(makeSecretKey("environment", environmentKey, tx.derive, 1)),
    generation: 1,
    secretIssuedAt: now,
    previousSecret: null,
    scopes: [],
    createdBy: "environment",
    createdByUserId: null,
    rateLimit: null,
    expiresAt: null,
    revokedAt: null,
    ...stamps,
  });
  for (const [index, [name, user]] of Object.entries(seed.users ?? {}).entries()) {
    const { id, password, passkeyId, identities } = users[name]!;
    insertUser(tx, {
      id,
      email: user.email,
      emailVerified: user.emailVerified !== false,
      name: user.name ?? null,
      externalId: user.externalId ?? null,
      platformRole: user.superAdmin ? "super_admin" : null,
      passwordHash: hashPassword(password, tx.derive("salt", id).slice(0, 16)),
      publicMetadata: user.publicMetadata ?? {},
    });
    plantIdentities(tx, id, user, identities);
    if (passkeyId !== undefined) plantSeedPasskey(tx, name, { id: passkeyId, userId: id });
    if (user.mfa) plantSeedMfa(tx, user.mfa, seedId("fac", index + 1, name, tx.derive), id);
  }
  for (const [name, organization] of Object.entries(seed.organizations ?? {})) {
    const { id } = insertOrganization(tx, {
      id: organizations[name]!.id,
      name: organization.name ?? name,
      slug: organization.slug ?? name,
      externalId: null,
      logoUrl: null,
      plan: organization.plan ?? "enterprise",
      publicMetadata: {},
      privateMetadata: {},
    });
    if (organization.authPolicy) plantSeedAuthPolicy(tx, id, organization.authPolicy);
    plantSeedPolicies(tx, organization.policies ?? {}, { organizationId: id, handles: policyHandles(name, organization.policies ?? {}, tx.derive) });
    for (const [member, role] of Object.entries({ [organization.owner]: "owner" as const, ...organization.members })) {
      tx.memberships.insert({
        id: tx.id("mem"),
        organizationId: id,
        userId: users[member]!.id,
        role,
        customRoleIds: seedRolesOf(seed.roles ?? {}, handles.roles, name, member),
        status: "active",
        suspensionReason: null,
        joinedAt: now,
        version: 1,
        updatedAt: now,
      });
    }
  }
  plantSeedRoles(tx, seed.roles ?? {}, handles);
  plantSeedTeams(tx, seed.teams ?? {}, handles);
  for (const [name, { managedBy }] of Object.entries(seed.users ?? {}))
    if (managedBy !== undefined) tx.users.update(users[name]!.id, { managedBy: organizations[managedBy]!.id });
  for (const [name, key] of Object.entries(seed.apiKeys ?? {})) {
    const row = insertApiKey(tx, {
      id: apiKeys[name]!.id,
      organizationId: organizations[key.organization]!.id,
      name: key.name ?? name,
      scopes: key.scopes,
      createdByUserId: key.createdBy === undefined ? null : users[key.createdBy]!.id,
      rateLimit: key.rateLimit,
      expiresInSeconds: key.expiresInSeconds,
    });
    if (key.revokedAt !== undefined) tx.keys.update(row.id, { revokedAt: formatTimestamp(Date.parse(key.revokedAt)) });
  }
  plantSeedWebhooks(tx, seed.webhooks ?? {}, handles);
  plantProviderPeople(tx, seed.providerPeople ?? {});
}
