import type { Permission } from "@plinto/spec";
import { insertAssignment } from "./domain/roles/assignment.ts";
import { isGrantable } from "./domain/roles/grantable.ts";
import { insertRole } from "./domain/roles/role.ts";
import { isSystemRole } from "./domain/roles/system-roles.ts";
import { slugFor } from "./domain/slug.ts";
import { MockError } from "./mock-error.ts";
import type { MockTransaction } from "./schema.ts";
import type { SeedIds, SeedNames } from "./seed-names.ts";

/** A custom role of a seed. */
export interface SeedRole {
  readonly organization: string;
  /** What it gives: permissions that custom roles can give. */
  readonly permissions: readonly Permission[];
  /** The members of the organization who have it. */
  readonly members?: readonly string[];
  /** The name in the seed when absent. */
  readonly name?: string;
  /** Made of the name when absent. */
  readonly slug?: string;
  readonly description?: string;
}

/** The slug of a seed's role. */
export function seedRoleSlug(name: string, role: SeedRole): string {
  return role.slug ?? slugFor(role.name ?? name, "role", isSystemRole);
}

/** Checks the roles of a seed before anything is made. */
export function checkSeedRoles(roles: Readonly<Record<string, SeedRole>>, names: SeedNames): void {
  const slugs = new Set<string>();
  for (const [name, role] of Object.entries(roles)) {
    const where = `roles.${name}`;
    names.organization(role.organization, `${where}.organization`);
    for (const permission of role.permissions)
      if (!isGrantable(permission))
        throw new MockError("seed_invalid", `${where}.permissions names ${JSON.stringify(permission)}, which no custom role can give.`);
    for (const member of role.members ?? []) names.member(member, role.organization, `${where}.members`);
    const slug = `${role.organization}/${seedRoleSlug(name, role)}`;
    if (slugs.has(slug) || isSystemRole(seedRoleSlug(name, role)))
      throw new MockError("seed_invalid", `${where} has the slug ${JSON.stringify(seedRoleSlug(name, role))}, which is taken.`);
    slugs.add(slug);
  }
}

/** The custom roles that a member has in a seed. */
export function seedRolesOf(roles: Readonly<Record<string, SeedRole>>, handles: SeedIds["roles"], organization: string, member: string): string[] {
  return Object.entries(roles).flatMap(([name, role]) => (role.organization === organization && role.members?.includes(member) ? [handles[name]!.id] : []));
}

/** Writes the roles of a seed, and who has them; the memberships list them already. */
export function plantSeedRoles(tx: MockTransaction, roles: Readonly<Record<string, SeedRole>>, handles: SeedIds): void {
  for (const [name, role] of Object.entries(roles)) {
    const { id, slug } = handles.roles[name]!;
    const organizationId = handles.organizations[role.organization]!.id;
    insertRole(tx, { id, organizationId, slug, name: role.name ?? name, description: role.description ?? null, permissions: role.permissions });
    for (const member of new Set(role.members)) insertAssignment(tx, tx.memberships.find("membership", [organizationId, handles.users[member]!.id])!.id, id);
  }
}
