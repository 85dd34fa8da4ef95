import { expect, test } from "vitest";
import { createMock, defineSeed, type Seed } from "../src/index.ts";
import { asEnvironment } from "./api.ts";

const ada = { email: "ada@acme.test" };
const bob = { email: "bob@acme.test" };

const invalid: readonly (readonly [what: string, seed: unknown, message: string])[] = [
  ["is null", null, "A seed is a name, or an object made with defineSeed."],
  ["is a list", [], "A seed is a name, or an object made with defineSeed."],
  ["is a number", 7, "A seed is a name, or an object made with defineSeed."],
  ["has an unknown part", { people: {} }, 'A seed has users, organizations, apiKeys, roles, teams, webhooks, providerPeople, but no "people".'],
  ["has a list of users", { users: [ada] }, "users must be an object of entries by name."],
  ["has a user that is no object", { users: { ada: "ada@acme.test" } }, "users.ada must be an object."],
  ["has a user without an address", { users: { ada: {} } }, "users.ada.email must be an e-mail address."],
  ["has a user with a wrong address", { users: { ada: { email: "ada" } } }, "users.ada.email must be an e-mail address."],
  [
    "has a user whose name nobody sees",
    { users: { ada: { ...ada, name: "\u200b" } } },
    "users.ada.name must be one line with something in it that can be seen.",
  ],
  [
    "has a misspelled field",
    { users: { ada: { ...ada, passwort: "x" } } },
    'users.ada has no field "passwort". Known fields: email, name, password, emailVerified, externalId, superAdmin, managedBy, publicMetadata, identities, passkey, mfa.',
  ],
  [
    "has an account at a provider that there is not",
    { users: { ada: { ...ada, identities: { myspace: true } } } },
    "users.ada.identities must be an object by provider (google, github, microsoft) of true or { email, emailVerified }.",
  ],
  [
    "gives two people one account at a provider",
    { users: { ada: { ...ada, identities: { google: true } } }, providerPeople: { eve: { email: "ADA@acme.test", providers: ["google"] } } },
    "users.ada and providerPeople.eve have the same address at google.",
  ],
  [
    "has a stranger at no provider",
    { providerPeople: { eve: { email: "eve@x.test", providers: [] } } },
    "providerPeople.eve.providers must be a list of google, github and microsoft.",
  ],
  ["has a flag that is text", { users: { ada: { ...ada, superAdmin: "no" } } }, "users.ada.superAdmin must be true or false."],
  ["has a passkey that is text", { users: { ada: { ...ada, passkey: "yes" } } }, "users.ada.passkey must be true or false."],
  ["has an empty password", { users: { ada: { ...ada, password: "" } } }, "users.ada.password must be text."],
  [
    "has metadata that is no JSON",
    { users: { ada: { ...ada, publicMetadata: { at: new Date(0) } } } },
    "users.ada.publicMetadata must be an object of JSON values.",
  ],
  [
    "has metadata with a function",
    { users: { ada: { ...ada, publicMetadata: { f: () => 1 } } } },
    "users.ada.publicMetadata must be an object of JSON values.",
  ],
  ["has one address twice", { users: { ada, eve: { email: "ADA@acme.test" } } }, "users.ada and users.eve have the same email."],
  [
    "has one external id twice",
    { users: { ada: { ...ada, externalId: "1" }, bob: { ...bob, externalId: "1" } } },
    "users.ada and users.bob have the same externalId.",
  ],
  ["has an organization without an owner", { users: { ada }, organizations: { acme: {} } }, "organizations.acme.owner must be text."],
  [
    "has an owner it does not know",
    { users: { ada }, organizations: { acme: { owner: "eve" } } },
    'organizations.acme names the user "eve", which the seed does not have.',
  ],
  [
    "takes a name of every object for a user",
    { users: { ada }, organizations: { acme: { owner: "toString" } } },
    'organizations.acme names the user "toString", which the seed does not have.',
  ],
  [
    "has a member it does not know",
    { users: { ada }, organizations: { acme: { owner: "ada", members: { eve: "member" } } } },
    'organizations.acme names the user "eve", which the seed does not have.',
  ],
  [
    "has an unknown role",
    { users: { ada, bob }, organizations: { acme: { owner: "ada", members: { bob: "boss" } } } },
    "organizations.acme.members must be an object of roles (owner, admin, member, viewer) by user.",
  ],
  [
    "gives its owner another role",
    { users: { ada }, organizations: { acme: { owner: "ada", members: { ada: "viewer" } } } },
    "organizations.acme.members gives its owner another role. Leave the owner out of it.",
  ],
  [
    "has an unknown plan",
    { users: { ada }, organizations: { acme: { owner: "ada", plan: "gold" } } },
    "organizations.acme.plan must be one of free, starter, professional, enterprise.",
  ],
  [
    "has a slug that is none",
    { users: { ada }, organizations: { acme: { owner: "ada", slug: "Acme Inc" } } },
    "organizations.acme.slug must be 1 to 63 lower-case letters, digits and hyphens.",
  ],
  [
    "needs a slug for its name",
    { users: { ada }, organizations: { acmeInc: { owner: "ada" } } },
    "organizations.acmeInc needs a slug, because its name is none.",
  ],
  [
    "has one slug twice",
    { users: { ada }, organizations: { acme: { owner: "ada" }, other: { owner: "ada", slug: "acme" } } },
    "organizations.acme and organizations.other have the same slug.",
  ],
  [
    "has a manager it does not know",
    { users: { ada: { ...ada, managedBy: "acme" } } },
    'users.ada.managedBy names the organization "acme", which the seed does not have.',
  ],
  [
    "has a scope that is no permission",
    { users: { ada }, organizations: { acme: { owner: "ada" } }, apiKeys: { ci: { organization: "acme", createdBy: "ada", scopes: ["all"] } } },
    'apiKeys.ci.scopes has "all", which is no permission.',
  ],
  [
    "has a key of nobody",
    { users: { ada }, organizations: { acme: { owner: "ada" } }, apiKeys: { ci: { organization: "acme", createdBy: "eve", scopes: [] } } },
    'apiKeys.ci.createdBy names the user "eve", which the seed does not have.',
  ],
  [
    "has a key with no such day",
    {
      users: { ada },
      organizations: { acme: { owner: "ada" } },
      apiKeys: { ci: { organization: "acme", createdBy: "ada", scopes: [], revokedAt: "2030-02-30T00:00:00Z" } },
    },
    "apiKeys.ci.revokedAt must be a time such as 2030-01-01T00:00:00.000Z.",
  ],
];

// A seed without an address ended the process by a rejection that nobody could catch.
test.each(invalid)("a seed that %s is refused at once", (_, seed, message) => {
  expect(() => createMock({ seed: seed as Seed })).toThrow(expect.objectContaining({ name: "MockError", code: "seed_invalid", message }));
});

test("a name that no seed has is refused with those that there are", () => {
  for (const seed of ["acmee", "", "toString", "__proto__"])
    expect(() => createMock({ seed })).toThrow(
      expect.objectContaining({
        code: "seed_unknown",
        message: `There is no seed ${JSON.stringify(seed)}. Known seeds: acme, empty; or pass one made with defineSeed.`,
      }),
    );
});

test("everything a seed may hold is planted", async () => {
  const seed = defineSeed({
    users: { ada: { ...ada, name: "Ada", password: "correct horse", externalId: "7", publicMetadata: { a: [1] } }, bob: { ...bob, managedBy: "acme" } },
    organizations: { acme: { owner: "ada", members: { bob: "admin", ada: "owner" }, plan: "free", slug: "acme-inc" } },
    apiKeys: {
      ci: {
        organization: "acme",
        createdBy: "ada",
        scopes: ["members:read"],
        expiresInSeconds: 3600,
        rateLimit: { requests: 5, windowSeconds: 60 },
        name: "CI",
      },
    },
  });
  const mock = createMock({ seed });
  await mock.ready();
  const response = await mock.fetch(`${mock.baseUrl}/v1/organizations/${mock.seed.organizations.acme.id}/members`, {
    headers: { authorization: `Bearer ${mock.seed.apiKeys.ci.secret}` },
  });
  const { data } = (await response.json()) as { data: { role: string }[] };
  expect(data.map((member) => member.role).toSorted()).toEqual(["admin", "owner"]);
  expect(seed.users.ada.publicMetadata).toEqual({ a: [1] });
});

// A person called "constructor" was taken for one who is in every list of members already.
test.each(["constructor", "toString", "hasOwnProperty", "__proto__"])("a person and an organization may be called %s", async (name) => {
  const users = Object.fromEntries([[name, { email: "c@acme.test" }]]);
  const organizations = Object.fromEntries([[name, { owner: name, slug: "acme", members: {} }]]);
  const mock = createMock({ seed: { users, organizations } });
  await mock.ready();
  const handles = mock.seed as { users: Record<string, { id: string }>; organizations: Record<string, { id: string }> };
  expect([Object.keys(handles.users), Object.keys(handles.organizations)]).toEqual([[name], [name]]);
  const members = await asEnvironment(mock).get(`/v1/organizations/${handles.organizations[name]!.id}/members`);
  expect(members.body.data).toMatchObject([{ userId: handles.users[name]!.id, role: "owner" }]);
});

test.each(["constructor", "toString", "__proto__"])("a seed that names %s, which it does not have, is refused", (name) => {
  const users = { ada };
  for (const seed of [
    { users, organizations: { acme: { owner: name } } },
    { users, organizations: { acme: { owner: "ada", members: Object.fromEntries([[name, "member"]]) } } },
    { users, organizations: { acme: { owner: "ada" } }, teams: { a: { organization: "acme", members: [name] } } },
    { users, organizations: { acme: { owner: "ada" } }, teams: { a: { organization: name } } },
    { users, organizations: { acme: { owner: "ada" } }, roles: { a: { organization: name, permissions: [] } } },
    { users: { ada: { ...ada, managedBy: name } } },
  ])
    expect(() => createMock({ seed: seed as Seed })).toThrow(expect.objectContaining({ code: "seed_invalid" }));
});
