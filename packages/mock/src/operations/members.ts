import type { Member } from "@plinto/spec";
import { invite } from "../domain/invitations/create.ts";
import { renderInvitation } from "../domain/invitations/render.ts";
import type { InvitationRow } from "../domain/invitations/table.ts";
import { changesBetween } from "../domain/events/changes.ts";
import { mayAssign } from "../domain/members/authority.ts";
import { endMembership, isLastOwner, memberFacts, touchMembership } from "../domain/members/membership.ts";
import { memberVersion, renderMember } from "../domain/members/render.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import { leaveWithSessions } from "../domain/sessions/leave.ts";
import type { UserRow } from "../domain/users/table.ts";
import type { MembersOperationId } from "../generated/operation-shapes.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { inviterOf } from "./invitations.ts";

/** The rules of members. They act on memberships; the people behind them belong to the environment. */
export const members: OperationHandlers<MembersOperationId> = {
  listMembers: listHandler<"listMembers", MembershipRow>({
    page(context, input) {
      const { tx, cursors } = context;
      const organization = context.organization!;
      const sort = input.sort ?? "joinedAt";
      const text = input.q?.toLowerCase();
      const fits = (row: MembershipRow): boolean => {
        if ((input.role !== undefined && row.role !== input.role) || (input.status !== undefined && row.status !== input.status)) return false;
        if (input.customRoleId !== undefined && !row.customRoleIds.includes(input.customRoleId)) return false;
        if (text === undefined) return true;
        const user = tx.users.require(row.userId);
        return user.emailKey.includes(text) || (user.name?.toLowerCase().includes(text) ?? false);
      };
      const place = {
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listMembers", tenant: organization.id }),
      };
      // No index of memberships knows names: they are the people's, and change without them.
      return sort.endsWith("name")
        ? readSortedPage({
            ...place,
            rows: tx.memberships.scan("byOrganization", [organization.id]).toArray().filter(fits),
            key: (row) => [tx.users.require(row.userId).name?.toLowerCase() ?? "", row.id],
          })
        : readPage({ ...place, table: tx.memberships, index: "byOrganization", prefix: [organization.id], where: fits });
    },
    items: ({ read, can }, rows) => {
      const manager = can("members:manage");
      return rows.map((row) => renderMember(row, read.users.require(row.userId), manager));
    },
  }),

  inviteMember: handler<"inviteMember", InvitationRow>({
    decide: (context, input) => invite(context, inviterOf(context), input),
    finish: (context, invitation) => renderInvitation(invitation, context.request.now),
  }),

  getMember: handler<"getMember", Member>({
    decide(context, { userId }) {
      const found = memberOf(context, userId);
      return found.ok ? ok(renderMember(found.value.membership, found.value.user, context.can("members:manage"))) : found;
    },
    finish: (_context, member) => member,
  }),

  updateMember: handler<"updateMember", Member>({
    version: (context, { userId }) => versionOf(context, userId),
    decide(context, { userId, role }) {
      const { tx, emit, level } = context;
      const found = reachable(context, userId);
      if (!found.ok) return found;
      const { membership: before, user } = found.value;
      if (role === undefined || role === before.role) return ok(renderMember(before, user, true));
      if (!mayAssign(level, role)) return refuse("role_above_actor");
      if (isLastOwner(tx, before)) return refuse("sole_owner");
      const after = touchMembership(tx, before, { role });
      emit("member.updated", memberFacts(after, user, changesBetween(before, after, ["role"])));
      return ok(renderMember(after, user, true));
    },
    finish: (_context, member) => member,
  }),

  removeMember: handler<"removeMember", undefined>({
    version: (context, { userId }) => versionOf(context, userId),
    decide(context, { userId }) {
      const { tx, emit } = context;
      const found = reachable(context, userId);
      if (!found.ok) return found;
      const { membership, user } = found.value;
      if (isLastOwner(tx, membership)) return refuse("sole_owner");
      endMembership(tx, emit, membership, user);
      leaveWithSessions(tx, user.id, membership.organizationId);
      return ok();
    },
    finish: () => undefined,
  }),

  suspendMember: handler<"suspendMember", Member>({
    decide(context, { userId, reason }) {
      const { tx, emit } = context;
      const found = reachable(context, userId);
      if (!found.ok) return found;
      const { membership: before, user } = found.value;
      if (isLastOwner(tx, before)) return refuse("sole_owner");
      const after = touchMembership(tx, before, { status: "suspended", suspensionReason: reason ?? null });
      emit("member.suspended", memberFacts(after, user));
      return ok(renderMember(after, user, true));
    },
    finish: (_context, member) => member,
  }),

  restoreMember: handler<"restoreMember", Member>({
    decide(context, { userId }) {
      const { tx, emit } = context;
      const found = reachable(context, userId);
      if (!found.ok) return found;
      const { membership: before, user } = found.value;
      if (before.status !== "suspended") return refuse("member_not_suspended");
      const after = touchMembership(tx, before, { status: "active", suspensionReason: null });
      emit("member.restored", memberFacts(after, user));
      return ok(renderMember(after, user, true));
    },
    finish: (_context, member) => member,
  }),
};

interface FoundMember {
  readonly membership: MembershipRow;
  readonly user: UserRow;
}

/** A member of the organization of the call. Whoever is none is not there, whether or not the person exists. */
function memberOf({ tx, organization }: DecideContext, userId: string): Ok<FoundMember> | OperationRefusal {
  const membership = tx.memberships.find("membership", [organization!.id, userId]);
  return membership ? ok({ membership, user: tx.users.require(userId) }) : refuse("not_found");
}

/** A member whom the caller may act on. */
function reachable(context: DecideContext, userId: string): Ok<FoundMember> | OperationRefusal {
  const found = memberOf(context, userId);
  return found.ok && !context.mayActOn(found.value.membership) ? refuse("cannot_act_on_higher_role") : found;
}

function versionOf(context: DecideContext, userId: string): number | undefined {
  const found = memberOf(context, userId);
  return found.ok ? memberVersion(found.value.membership, found.value.user) : undefined;
}
