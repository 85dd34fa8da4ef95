import type { AcceptInvitationResult, InvitationBatch, InvitationPreview } from "@plinto/spec";
import { authFacts } from "../domain/auth/facts.ts";
import { makeAccount } from "../domain/auth/make-account.ts";
import { weakPasswordRefusal } from "../domain/auth/password-rules.ts";
import { proceed, type SignInProgress } from "../domain/auth/sign-in-steps.ts";
import { markEmailVerified } from "../domain/auth/verify-email.ts";
import { maskEmail } from "../domain/email/mask.ts";
import { acceptInvitationFor, openInvitationFor, readInvitationToken, type OpenInvitation } from "../domain/invitations/accept.ts";
import { change, decline, resend, revoke } from "../domain/invitations/change.ts";
import { invite } from "../domain/invitations/create.ts";
import { expireInvitation } from "../domain/invitations/expiry.ts";
import { invitationOf, isOpen } from "../domain/invitations/invitation.ts";
import { renderInvitation, renderPreview, renderReceived } from "../domain/invitations/render.ts";
import type { InvitationRow, Inviter } from "../domain/invitations/table.ts";
import { mayAssign } from "../domain/members/authority.ts";
import { renderMember } from "../domain/members/render.ts";
import type { MembershipRow } from "../domain/members/table.ts";
import { renderOrganization } from "../domain/organizations/render.ts";
import type { OrganizationRow } from "../domain/organizations/table.ts";
import type { UserRow } from "../domain/users/table.ts";
import { errorCodes } from "../generated/registries.ts";
import type { InvitationsOperationId } from "../generated/operation-shapes.ts";
import { parseTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type Input, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { signInResult } from "./sign-in-result.ts";

const batchLimit = 100;
const shortestMs = 60 * 60 * 1000;
const longestMs = 30 * 24 * 60 * 60 * 1000;

/** The rules of invitations. */
export const invitations: OperationHandlers<InvitationsOperationId> = {
  createInvitation: handler<"createInvitation", InvitationRow>({
    decide: (context, input) => invite(context, inviterOf(context), input),
    finish: (context, invitation) => renderInvitation(invitation, context.request.now),
  }),

  createInvitationsBulk: handler<"createInvitationsBulk", InvitationBatch>({
    decide(context, input) {
      if (input.invitations.length > batchLimit) return refuse("batch_too_large", { detail: `Send at most ${batchLimit} invitations at once.` });
      const inviter = inviterOf(context);
      const results = input.invitations.map((row, index): InvitationBatch["results"][number] => {
        const invited = invite(context, inviter, row);
        if (invited.ok) return { index, status: "created", invitation: renderInvitation(invited.value, context.tx.now) };
        const error = { code: invited.code, title: errorCodes[invited.code].title };
        return { index, status: "failed", error: "detail" in invited.facts ? { ...error, detail: invited.facts.detail } : error };
      });
      const created = results.filter(({ status }) => status === "created").length;
      return ok({ results, created, failed: results.length - created });
    },
    finish: (_context, batch) => batch,
  }),

  listInvitations: listHandler<"listInvitations", InvitationRow>({
    page(context, input) {
      const { tx, cursors, organization } = context;
      const sort = input.sort ?? "createdAt";
      const text = input.q?.toLowerCase();
      return readPage({
        table: tx.invitations,
        index: sort.endsWith("expiresAt") ? "byExpiry" : "byOrganization",
        prefix: [organization!.id],
        reverse: sort.startsWith("-"),
        where: (row) =>
          (text === undefined || row.emailKey.includes(text)) &&
          (input.status === undefined || row.status === input.status) &&
          (input.role === undefined || row.role === input.role) &&
          inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listInvitations", tenant: organization!.id }),
      });
    },
    items: ({ request }, rows) => rows.map((row) => renderInvitation(row, request.now)),
  }),

  getInvitation: handler<"getInvitation", InvitationRow>({
    decide: (context, { invitationId }) => found(context, invitationId),
    finish: (context, invitation) => renderInvitation(invitation, context.request.now),
  }),

  updateInvitation: handler<"updateInvitation", InvitationRow>({
    version: (context, { invitationId }) => versionOf(context, invitationId),
    decide(context, { invitationId, role, expiresAt }) {
      const { tx, level } = context;
      const open = pending(context, invitationId);
      if (!open.ok) return open;
      // Whoever could not have sent it may not prolong it either.
      if (!mayAssign(level, open.value.role) || (role !== undefined && !mayAssign(level, role))) return refuse("role_above_actor");
      const end = expiresAt === undefined ? undefined : parseTimestamp(expiresAt);
      if (end !== undefined && (end < tx.now + shortestMs || end > tx.now + longestMs)) {
        return refuse("validation_failed", { errors: [{ pointer: "/expiresAt", code: "range", message: "expiresAt must be an hour to 30 days from now" }] });
      }
      return ok(change(context, open.value, inviterOf(context), { ...(role === undefined ? {} : { role }), ...(end === undefined ? {} : { expiresAt: end }) }));
    },
    finish: (context, invitation) => renderInvitation(invitation, context.request.now),
  }),

  resendInvitation: handler<"resendInvitation", InvitationRow>({
    decide(context, { invitationId }) {
      const open = pending(context, invitationId);
      return open.ok ? ok(resend(context, open.value)) : open;
    },
    finish: (context, invitation) => renderInvitation(invitation, context.request.now),
  }),

  revokeInvitation: handler<"revokeInvitation", undefined>({
    version: (context, { invitationId }) => versionOf(context, invitationId),
    decide(context, { invitationId }) {
      const open = pending(context, invitationId);
      if (!open.ok) return open;
      revoke(context, open.value);
      return ok();
    },
    finish: () => undefined,
  }),

  validateInvitation: handler<"validateInvitation", InvitationPreview>({
    decide: preview,
    finish: (_context, shown) => shown,
  }),

  validateInvitationLink: handler<"validateInvitationLink", InvitationPreview>({
    decide: preview,
    finish: (_context, shown) => shown,
  }),

  acceptInvitation: handler<"acceptInvitation", Acceptance>({
    decide(context, input) {
      const { tx, signedIn } = context;
      const read = readInvitationToken(tx, input.token, tx.now);
      if (!read.ok) return read;
      const { invitation } = read.value;
      const holder = signedIn?.user ?? tx.users.find("email", invitation.emailKey);
      const opened = openInvitationFor(tx, input.token, signedIn?.user.email ?? invitation.email, tx.now);
      if (!opened.ok) return opened;
      if (signedIn) return join(context, opened.value, signedIn.user);
      if (holder) return ok({ status: "sign_in_required", maskedEmail: maskEmail(invitation.email) });
      return joinAsNewcomer(context, opened.value, input);
    },
    async finish(context, acceptance): Promise<AcceptInvitationResult> {
      if (acceptance.status === "sign_in_required") return acceptance;
      const { organization, membership, user, signIn } = acceptance;
      const joined = { status: "accepted" as const, organization: renderOrganization(organization, false), member: renderMember(membership, user, false) };
      return signIn ? { ...joined, signIn: await signInResult(context, signIn, "token_used") } : joined;
    },
  }),

  declineInvitation: handler<"declineInvitation", undefined>({
    decide(context, { token }) {
      const opened = readInvitationToken(context.tx, token, context.tx.now);
      if (!opened.ok) return opened;
      decline(context, opened.value.invitation);
      return ok();
    },
    finish: () => undefined,
  }),

  cleanupInvitations: handler<"cleanupInvitations", { expired: number }>({
    decide({ tx, emit, organization }) {
      const overdue = tx.invitations
        .scan("pendingByExpiry", [])
        .toArray()
        .filter((row) => !isOpen(row, tx.now) && (organization === undefined || row.organizationId === organization.id));
      for (const row of overdue) expireInvitation(tx, emit, row);
      return ok({ expired: overdue.length });
    },
    finish: (_context, cleanup) => cleanup,
  }),

  listMyInvitations: listHandler<"listMyInvitations", { row: InvitationRow; organization: OrganizationRow }>({
    page(context, input) {
      const { tx, cursors, signedIn, request } = context;
      const { user } = signedIn!;
      const sort = input.sort ?? "-sentAt";
      const rows =
        user.emailVerifiedAt === null
          ? []
          : tx.invitations
              .scan("byEmail", [user.emailKey, "pending"])
              .toArray()
              .filter((row) => isOpen(row, request.now));
      return readSortedPage({
        rows: rows.flatMap((row) => {
          const organization = tx.organizations.get(row.organizationId);
          return organization?.status === "active" ? [{ row, organization }] : [];
        }),
        key: ({ row }) => [sort.endsWith("expiresAt") ? row.expiresAt : row.sentAt, row.id],
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listMyInvitations", caller: user.id }),
      });
    },
    items: ({ request }, rows) => rows.map(({ row, organization }) => renderReceived(row, organization, request.now)),
  }),
};

/** What an acceptance came to: rows, and the sign-in of an account that was made. */
// A type, not an interface: what is decided has to be JSON for the compiler too.
type Acceptance =
  | { readonly status: "sign_in_required"; readonly maskedEmail: string }
  | {
      readonly status: "accepted";
      readonly organization: OrganizationRow;
      readonly membership: MembershipRow;
      readonly user: UserRow;
      readonly signIn?: SignInProgress;
    };

/** Whose authority an invitation of this call stands on. */
export function inviterOf({ principal }: DecideContext): Inviter {
  if (principal.kind === "environment" || principal.kind === "organization") return { kind: principal.kind, id: principal.keyId };
  if (principal.kind === "user") return { kind: "user", id: principal.userId };
  throw new Error("Nobody invites without a credential");
}

function found({ tx, organization }: DecideContext, invitationId: string): Ok<InvitationRow> | OperationRefusal {
  const row = invitationOf(tx, organization!, invitationId);
  return row ? ok(row) : refuse("not_found");
}

function pending(context: DecideContext, invitationId: string): Ok<InvitationRow> | OperationRefusal {
  const row = found(context, invitationId);
  return row.ok && !isOpen(row.value, context.tx.now) ? refuse("invitation_not_pending") : row;
}

function versionOf(context: DecideContext, invitationId: string): number | undefined {
  const row = found(context, invitationId);
  return row.ok ? row.value.version : undefined;
}

function preview({ tx, request }: DecideContext, { token }: { readonly token: string }): Ok<InvitationPreview> | OperationRefusal {
  const opened = readInvitationToken(tx, token, request.now);
  return opened.ok ? ok(renderPreview(opened.value.invitation, opened.value.organization, request.now)) : opened;
}

/** Somebody who is signed in with the address joins. Holding the link proves the address. */
function join({ tx, emit }: DecideContext, { token }: OpenInvitation, user: UserRow): Ok<Acceptance> | OperationRefusal {
  const joined = acceptInvitationFor(tx, emit, token, user);
  if (!joined.ok) return joined;
  return ok({ status: "accepted", ...joined.value, user: withoutHash(markEmailVerified(tx, emit, user, "invitation")) });
}

/** An account is made for an address that has none, joins, and is signed in. */
function joinAsNewcomer(context: DecideContext, opened: OpenInvitation, input: Input<"acceptInvitation">): Ok<Acceptance> | OperationRefusal {
  const { invitation } = opened;
  const weak = weakPasswordRefusal(input.password, invitation.email);
  if (weak) return weak;
  const authenticationMethods = [...(input.password === undefined ? [] : ["pwd"]), "email"];
  const method = "invitation";
  const made = makeAccount(context, {
    values: { email: invitation.email, emailVerified: true, name: input.name ?? null },
    password: input.password,
    method,
    authenticationMethods,
    invitation: opened,
    begin: ({ id }) => context.emit("auth.email_verified", authFacts({ userId: id, method })),
  });
  if (!made.ok) return made;
  const { user, joined } = made.value;
  const signIn = proceed(context, { user, method, authenticationMethods, organizationId: invitation.organizationId });
  if (!signIn.ok) return signIn;
  return ok({ status: "accepted", ...joined!, user: withoutHash(user), signIn: signIn.value });
}

/** What is decided is kept for replays; a password's hash has no business there. */
function withoutHash(user: UserRow): UserRow {
  return { ...user, passwordHash: null };
}
