import { expect, expectTypeOf, test } from "vitest";
import { createMock, defineSeed, isMockError, type RoleHandle, type Seed, type TeamHandle } from "../src/index.ts";
import { asEnvironment, orgId, signedIn, userId } from "./api.ts";

const base = {
  users: { ada: { email: "ada@acme.test" }, bob: { email: "bob@acme.test" }, eve: { email: "eve@other.test" } },
  organizations: { acme: { owner: "ada", members: { bob: "member" } }, other: { owner: "eve" } },
} as const;

test("a seed makes custom roles and teams, with handles under their names", async () => {
  const seed = defineSeed({
    ...base,
    roles: { billing: { organization: "acme", name: "Billing manager", permissions: ["billing:manage", "billing:read"], members: ["bob", "bob"] } },
    teams: {
      edge: { organization: "acme", parent: "core", members: ["bob", "ada"] },
      core: { organization: "acme", name: "Core team", slug: "core", description: "In the middle." },
    },
  });
  const mock = createMock({ seed });
  const bob = await signedIn(mock, "bob", { organization: orgId(mock, "acme") });

  expectTypeOf(mock.seed.roles.billing).toEqualTypeOf<RoleHandle>();
  expectTypeOf(mock.seed.teams.edge).toEqualTypeOf<TeamHandle>();
  expect(mock.seed.roles.billing.slug).toBe("billing-manager");
  expect((await bob.get(`/v1/policies/roles/${mock.seed.roles.billing.id}`)).body).toMatchObject({
    name: "Billing manager",
    slug: "billing-manager",
    permissions: ["billing:read", "billing:manage"],
  });
  expect((await bob.post("/v1/rbac/check", { permission: "billing:manage" })).body.allowed).toBe(true);
  expect((await bob.get(`/v1/organizations/${orgId(mock, "acme")}/members/${userId(mock, "bob")}`)).body).toMatchObject({
    customRoleIds: [mock.seed.roles.billing.id],
    version: 1,
  });
  expect((await bob.get(`/v1/organizations/${orgId(mock, "acme")}/teams/${mock.seed.teams.edge.id}`)).body).toMatchObject({
    name: "edge",
    slug: "edge",
    parentTeamId: mock.seed.teams.core.id,
    memberCount: 2,
  });
});

test("the demo tenant shows a custom role and a tree of teams, and a role of a seed is in use", async () => {
  const mock = createMock();
  const environment = asEnvironment(mock);

  expectTypeOf(mock.seed.roles.editor).toEqualTypeOf<RoleHandle>();
  expect((await environment.get(`/v1/organizations/${orgId(mock, "acme")}/teams/${mock.seed.teams.platform.id}`)).body.parentTeamId).toBe(
    mock.seed.teams.engineering.id,
  );
  expect(await environment.delete(`/v1/policies/roles/${mock.seed.roles.editor.id}`, { "plinto-organization": orgId(mock, "acme") })).toMatchObject({
    status: 409,
    body: { code: "role_in_use" },
  });
});

test.each<[string, Seed, string]>([
  ["a role of an unknown organization", { ...base, roles: { r: { organization: "none", permissions: ["org:read"] } } }, "roles.r.organization"],
  ["a role for somebody who is no member", { ...base, roles: { r: { organization: "acme", permissions: ["org:read"], members: ["eve"] } } }, "roles.r.members"],
  ["a role that gives what none can", { ...base, roles: { r: { organization: "acme", permissions: ["users:manage"] } } }, '"users:manage"'],
  ["a role named like a system role", { ...base, roles: { r: { organization: "acme", slug: "admin", permissions: ["org:read"] } } }, '"admin"'],
  [
    "two roles of one slug",
    { ...base, roles: { r: { organization: "acme", permissions: ["org:read"] }, s: { organization: "acme", slug: "r", permissions: ["org:read"] } } },
    "roles.s has the slug",
  ],
  ["two teams of one slug", { ...base, teams: { t: { organization: "acme" }, u: { organization: "acme", name: "T" } } }, "teams.u has the slug"],
  ["a team with somebody who is no member", { ...base, teams: { t: { organization: "acme", members: ["eve"] } } }, "teams.t.members"],
  ["a team below one of another organization", { ...base, teams: { t: { organization: "acme", parent: "o" }, o: { organization: "other" } } }, "teams.t"],
  ["a team below itself", { ...base, teams: { t: { organization: "acme", parent: "u" }, u: { organization: "acme", parent: "t" } } }, "below itself"],
])("a seed with %s is refused before anything is made", (_what, seed, says) => {
  let thrown: unknown;
  try {
    createMock({ seed });
  } catch (error) {
    thrown = error;
  }
  expect(isMockError(thrown, "seed_invalid")).toBe(true);
  expect((thrown as Error).message).toContain(says);
});
