import type { Member, Permission, RoleDefinition } from "@plinto/spec";
import { changesBetween } from "../domain/events/changes.ts";
import { mayAssign } from "../domain/members/authority.ts";
import { isLastOwner, memberFacts, touchMembership } from "../domain/members/membership.ts";
import { renderMember } from "../domain/members/render.ts";
import type { MembershipRow, OrganizationRole } from "../domain/members/table.ts";
import { documentsNaming } from "../domain/policies/named-roles.ts";
import { addCustomRole, isRoleInUse, removeCustomRole } from "../domain/roles/assignment.ts";
import { inCatalogOrder, isGrantable } from "../domain/roles/grantable.ts";
import { assignmentFacts, renderRole, renderSystemRole, roleFacts } from "../domain/roles/render.ts";
import { freeRoleSlug, insertRole, isRoleSlugTaken, touchRole } from "../domain/roles/role.ts";
import { isSystemRole, systemRolePlace, systemRoles } from "../domain/roles/system-roles.ts";
import type { RoleRow } from "../domain/roles/table.ts";
import type { UserRow } from "../domain/users/table.ts";
import type { RolesOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { inRange, listScope } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { documentsAbove } from "./policies/above-caller.ts";

/** The rules of roles. Nobody gives what they do not hold. */
export const roles: OperationHandlers<RolesOperationId> = {
  createRole: handler<"createRole", RoleRow>({
    decide(context, input) {
      const { tx, emit } = context;
      const organizationId = context.organization!.id;
      const permissions = input.permissions as Permission[];
      const refused = ungrantable(permissions) ?? aboveCaller(context, permissions);
      if (refused) return refused;
      if (input.slug !== undefined && isRoleSlugTaken(tx, organizationId, input.slug)) return refuse("slug_taken");
      const slug = input.slug ?? freeRoleSlug(tx, organizationId, input.name);
      const bound = namedByPolicies(context, [slug]);
      if (bound) return bound;
      const row = insertRole(tx, {
        organizationId,
        name: input.name,
        slug,
        description: input.description ?? null,
        permissions,
      });
      emit("role.created", roleFacts(row));
      return ok(row);
    },
    finish: (_context, row) => renderRole(row),
  }),

  listRoles: listHandler<"listRoles", RoleDefinition>({
    page(context, input) {
      const { tx, cursors } = context;
      const organization = context.organization!;
      const sort = input.sort ?? "createdAt";
      const text = input.q?.toLowerCase();
      const all = [
        ...systemRoles.map((role) => renderSystemRole(role, organization)),
        ...tx.roles.scan("byOrganization", [organization.id]).toArray().map(renderRole),
      ];
      return readSortedPage({
        rows: all.filter(
          (role) =>
            (text === undefined || role.name.toLowerCase().includes(text) || role.slug.includes(text)) &&
            (input.type === undefined || role.type === input.type) &&
            (input.permission === undefined || role.permissions.includes(input.permission)) &&
            inRange(role.createdAt, input.createdAt),
        ),
        // System roles are as old as the organization; among themselves they stand by rank.
        key: (role) => [sort.endsWith("name") ? role.name.toLowerCase() : role.createdAt, isSystemRole(role.id) ? systemRolePlace(role.id) : 9, role.id],
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listRoles", tenant: organization.id }),
      });
    },
    items: (_context, rows) => [...rows],
  }),

  getRole: handler<"getRole", RoleDefinition>({
    decide(context, { roleId }) {
      const found = roleOf(context, roleId);
      return found.ok ? ok(shown(context, found.value)) : found;
    },
    finish: (_context, role) => role,
  }),

  updateRole: handler<"updateRole", RoleRow>({
    version: (context, { roleId }) => versionOf(context, roleId),
    decide(context, { roleId, ...input }) {
      const { tx, emit } = context;
      const found = customRoleOf(context, roleId);
      if (!found.ok) return found;
      const before = found.value;
      const permissions = input.permissions === undefined ? before.permissions : inCatalogOrder(input.permissions as Permission[]);
      // Whoever changes a role answers for all it gives, before and after.
      const refused = ungrantable(permissions) ?? aboveCaller(context, [...before.permissions, ...permissions]);
      if (refused) return refused;
      if (input.slug !== undefined && input.slug !== before.slug) {
        if (isRoleSlugTaken(tx, before.organizationId, input.slug)) return refuse("slug_taken");
        const bound = namedByPolicies(context, [before.slug, input.slug]);
        if (bound) return bound;
      }
      const patch = { ...input, permissions };
      const changes = changesBetween(before, { ...before, ...patch }, ["name", "slug", "description", "permissions"]);
      if (Object.keys(changes).length === 0) return ok(before);
      const after = touchRole(tx, before, patch);
      emit("role.updated", roleFacts(after, changes));
      return ok(after);
    },
    finish: (_context, row) => renderRole(row),
  }),

  deleteRole: handler<"deleteRole", undefined>({
    version: (context, { roleId }) => versionOf(context, roleId),
    decide(context, { roleId }) {
      const { tx, emit } = context;
      const found = customRoleOf(context, roleId);
      if (!found.ok) return found;
      const refused = aboveCaller(context, found.value.permissions);
      if (refused) return refused;
      if (isRoleInUse(tx, found.value)) return refuse("role_in_use");
      emit("role.deleted", roleFacts(found.value));
      tx.roles.delete(found.value.id);
      return ok();
    },
    finish: () => undefined,
  }),

  assignRole: handler<"assignRole", Member>({
    decide(context, { roleId, userId }) {
      const { tx } = context;
      const found = roleOf(context, roleId);
      if (!found.ok) return found;
      const reached = memberOf(context, userId);
      if (!reached.ok) return reached;
      const { membership, user } = reached.value;
      const role = found.value;
      if (typeof role === "string") {
        if (membership.role === role) return refuse("already_assigned");
        if (!mayAssign(context.level, role)) return refuse("role_above_actor");
        if (isLastOwner(tx, membership)) return refuse("sole_owner");
        return ok(told(context, "role.assigned", role, membership, touchMembership(tx, membership, { role }), user));
      }
      if (membership.customRoleIds.includes(role.id)) return refuse("already_assigned");
      const refused = aboveCaller(context, role.permissions) ?? namedByPolicies(context, [role.slug]);
      if (refused) return refused;
      return ok(told(context, "role.assigned", role, membership, addCustomRole(tx, membership, role), user));
    },
    finish: (_context, member) => member,
  }),

  unassignRole: handler<"unassignRole", undefined>({
    decide(context, { roleId, userId }) {
      const { tx } = context;
      const found = roleOf(context, roleId);
      if (!found.ok) return found;
      const reached = memberOf(context, userId);
      if (!reached.ok) return reached;
      const { membership, user } = reached.value;
      const role = found.value;
      if (typeof role === "string") {
        if (membership.role !== role) return refuse("not_found");
        if (role === "viewer") return refuse("system_role_required");
        if (isLastOwner(tx, membership)) return refuse("sole_owner");
        told(context, "role.unassigned", role, membership, touchMembership(tx, membership, { role: "viewer" }), user);
      } else {
        if (!membership.customRoleIds.includes(role.id)) return refuse("not_found");
        const refused = namedByPolicies(context, [role.slug]);
        if (refused) return refused;
        told(context, "role.unassigned", role, membership, removeCustomRole(tx, membership, role), user);
      }
      return ok();
    },
    finish: () => undefined,
  }),
};

/** A role of the organization of the call: a system role by its name, or a row. */
function roleOf({ tx, organization }: DecideContext, roleId: string): Ok<OrganizationRole | RoleRow> | OperationRefusal {
  if (isSystemRole(roleId)) return ok(roleId);
  const row = tx.roles.get(roleId);
  return row?.organizationId === organization!.id ? ok(row) : refuse("not_found");
}

function customRoleOf(context: DecideContext, roleId: string): Ok<RoleRow> | OperationRefusal {
  const found = roleOf(context, roleId);
  if (!found.ok) return found;
  return typeof found.value === "string" ? refuse("system_role_immutable") : ok(found.value);
}

function shown({ organization }: DecideContext, role: OrganizationRole | RoleRow): RoleDefinition {
  return typeof role === "string" ? renderSystemRole(role, organization!) : renderRole(role);
}

function versionOf(context: DecideContext, roleId: string): number | undefined {
  const found = roleOf(context, roleId);
  return found.ok ? shown(context, found.value).version : undefined;
}

/** A member whom the caller may act on. */
function memberOf(context: DecideContext, userId: string): Ok<{ membership: MembershipRow; user: UserRow }> | OperationRefusal {
  const { tx, organization } = context;
  const membership = tx.memberships.find("membership", [organization!.id, userId]);
  if (!membership) return refuse("member_not_found");
  return context.mayActOn(membership) ? ok({ membership, user: tx.users.require(userId) }) : refuse("cannot_act_on_higher_role");
}

/** Tells of a role that was given or taken, and of the membership that changed by it. */
function told(
  context: DecideContext,
  type: "role.assigned" | "role.unassigned",
  role: OrganizationRole | RoleRow,
  before: MembershipRow,
  after: MembershipRow,
  user: UserRow,
): Member {
  context.emit(type, assignmentFacts(shown(context, role), renderMember(after, user, false)));
  context.emit("member.updated", memberFacts(after, user, changesBetween(before, after, ["role", "customRoleIds"])));
  return renderMember(after, user, context.can("members:manage"));
}

/** What no custom role can give. */
function ungrantable(permissions: readonly Permission[]): OperationRefusal | undefined {
  const errors = permissions.flatMap((permission, index) =>
    isGrantable(permission) ? [] : [{ pointer: `/permissions/${index}`, code: "not_grantable", message: `no custom role can give ${permission}` }],
  );
  return errors.length > 0 ? refuse("validation_failed", { errors }) : undefined;
}

/** What the caller does not hold, so that a role of the caller's cannot give it. */
function aboveCaller(context: DecideContext, permissions: readonly Permission[]): OperationRefusal | undefined {
  const above = [...new Set(permissions)].filter((permission) => !context.can(permission));
  if (above.length === 0) return undefined;
  return refuse("permission_above_actor", { detail: `The caller does not hold ${above.join(", ")}.`, permissions: above });
}

/** Whom a policy is about changes only by who could write it: by a role that it names, too. */
function namedByPolicies(context: DecideContext, slugs: readonly string[]): OperationRefusal | undefined {
  const documents = documentsNaming(context.tx, context.organization!.id, slugs);
  if (documents.length === 0) return undefined;
  if (!context.can("policies:manage")) {
    const detail = `A policy is about who has the role ${slugs.join(" or ")}, and the caller does not hold policies:manage.`;
    return refuse("permission_above_actor", { detail, permissions: ["policies:manage"] });
  }
  return documentsAbove(context, documents);
}
