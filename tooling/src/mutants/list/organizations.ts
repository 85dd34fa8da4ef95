import type { Mutant } from "../mutant.ts";

const operations = "packages/mock/test/operations";
const roles = "packages/mock/src/operations/roles.ts";
const roleTests = [`${operations}/roles.test.ts`, `${operations}/role-laws.test.ts`];
const teamTests = [`${operations}/teams.test.ts`];

/** Organizations and what hangs below them. */
export const organizations: readonly Mutant[] = [
  {
    id: "organization-without-owner",
    breaks: "The last owner of an organization can go.",
    file: "packages/mock/src/domain/members/membership.ts",
    find: `return row.role === "owner" && row.status === "active" &&`,
    replace: `return row.role === "owner" && row.status === "suspended" &&`,
    tests: [`${operations}/members.test.ts`],
  },
  {
    id: "suspended-organization-open",
    breaks: "A suspended organization, or one that waits for its deletion, goes on working.",
    file: "packages/mock/src/domain/organizations/usable.ts",
    find: `if (organization.status === "active") return true;`,
    replace: "return true;",
    tests: [`${operations}/organizations.test.ts`],
  },
  {
    id: "private-metadata-shown",
    breaks: "Members see what only the environment key may see.",
    file: "packages/mock/src/domain/organizations/render.ts",
    find: "...(all ? { privateMetadata:",
    replace: "...(row ? { privateMetadata:",
    tests: [`${operations}/organizations.test.ts`],
  },
  {
    id: "deletion-untold",
    breaks: "An organization is gone after its grace and no event says so.",
    file: "packages/mock/src/domain/organizations/deletion.ts",
    find: `emitEvent(tx, "organization.deleted", organizationFacts(organization), { type: "system", id: null }, null);`,
    replace: "",
    tests: [`${operations}/organizations.test.ts`],
  },
  {
    id: "role-gives-what-its-giver-lacks",
    breaks: "A custom role can be given by somebody who does not hold all that it gives.",
    file: roles,
    find: "const refused = aboveCaller(context, role.permissions) ??",
    replace: "const refused = aboveCaller(context, []) ??",
    tests: roleTests,
  },
  {
    id: "role-change-answers-for-new-only",
    breaks: "Permissions that the caller does not hold can be taken out of a role.",
    file: roles,
    find: "aboveCaller(context, [...before.permissions, ...permissions])",
    replace: "aboveCaller(context, permissions)",
    tests: roleTests,
  },
  {
    id: "role-of-another-organization",
    breaks: "A role of another organization can be read, changed and given.",
    file: roles,
    find: `return row?.organizationId === organization!.id ? ok(row) : refuse("not_found");`,
    replace: `return row && organization ? ok(row) : refuse("not_found");`,
    tests: roleTests,
  },
  {
    id: "ownership-by-custom-role",
    breaks: "A custom role can give the transfer of the ownership.",
    file: "packages/mock/src/domain/roles/grantable.ts",
    find: `return permission !== "org:transfer" && `,
    replace: "return ",
    tests: roleTests,
  },
  {
    id: "role-in-use-deleted",
    breaks: "A role that somebody has can be deleted.",
    file: roles,
    find: `if (isRoleInUse(tx, found.value)) return refuse("role_in_use");`,
    replace: "",
    tests: roleTests,
  },
  {
    id: "decision-ignores-suspension",
    breaks: "A permission check says yes for a suspended member.",
    file: "packages/mock/src/domain/rbac/decide.ts",
    find: `if (standing !== "active") return [standing, []];`,
    replace: "",
    tests: [`${operations}/rbac.test.ts`],
  },
  {
    id: "decision-ignores-limits",
    breaks: "A permission that is held in part counts as held.",
    file: "packages/mock/src/domain/rbac/decide.ts",
    find: `return [counts ? "granted" : "outside_limit", sources];`,
    replace: `return ["granted", sources];`,
    tests: [`${operations}/rbac.test.ts`],
  },
  {
    id: "team-of-another-organization",
    breaks: "A team of another organization can be read and changed.",
    file: "packages/mock/src/operations/teams.ts",
    find: `return row?.organizationId === organization!.id ? ok(row) : refuse("not_found");`,
    replace: `return row && organization ? ok(row) : refuse("not_found");`,
    tests: teamTests,
  },
  {
    id: "team-below-foreign-team",
    breaks: "A team can stand below a team of another organization.",
    file: "packages/mock/src/domain/teams/tree.ts",
    find: "if (parent?.organizationId !== organizationId)",
    replace: "if (parent === undefined)",
    tests: teamTests,
  },
  {
    id: "team-tree-too-deep",
    breaks: "A tree of teams can be deeper than it may be.",
    file: "packages/mock/src/domain/teams/tree.ts",
    find: "if (levels > deepestTree)",
    replace: "if (levels > deepestTree + 1)",
    tests: teamTests,
  },
];
