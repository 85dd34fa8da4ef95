import { renderFamily, renderSession } from "../../domain/sessions/render.ts";
import { revokeSession } from "../../domain/sessions/revoke.ts";
import { roleIn } from "../../domain/sessions/session.ts";
import type { RefreshTokenRow, SessionRow } from "../../domain/sessions/table.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type Authorization, type OperationHandlers } from "../../pipeline/handler.ts";
import type { MockReaders } from "../../schema.ts";

const shownTokens = 100;

/** One session, of the caller or of somebody whose sessions the caller rules. */
export const singleSessionOperations: OperationHandlers<"getSession" | "revokeSession" | "getTokenFamily"> = {
  getSession: handler<"getSession", SessionRow>({
    tellsMoreThanVersion: true,
    decide(context, { sessionId }) {
      const session = reachable(context.tx, context, sessionId);
      return session && !ranksAbove(context.tx, context, session) ? ok(session) : refuse("not_found");
    },
    finish: ({ read, signedIn }, session) => renderSession(session, roleIn(read, session.userId, session.organizationId), session.id === signedIn?.session.id),
  }),

  revokeSession: handler<"revokeSession", null>({
    version: (context, { sessionId }) => reachable(context.tx, context, sessionId)?.version,
    decide(context, { sessionId }) {
      const { tx, emit } = context;
      const session = reachable(tx, context, sessionId);
      if (!session || session.status !== "active") return refuse("not_found");
      if (ranksAbove(tx, context, session)) return refuse("cannot_act_on_higher_role");
      revokeSession(tx, emit, session);
      return ok(null);
    },
    finish: () => undefined,
  }),

  getTokenFamily: handler<"getTokenFamily", { session: SessionRow; tokens: RefreshTokenRow[] }>({
    decide(context, { sessionId }) {
      const session = reachable(context.tx, context, sessionId);
      // An impersonation has no refresh tokens, so it is no family.
      if (!session || session.generation === 0 || ranksAbove(context.tx, context, session)) return refuse("not_found");
      return ok({ session, tokens: context.tx.refreshTokens.scan("bySession", [session.id], { reverse: true, limit: shownTokens }).toArray() });
    },
    finish: (_context, { session, tokens }) => renderFamily(session, tokens),
  }),
};

/** The session, if the arm that let the caller in reaches it: an organization rules only the people it manages. */
function reachable(read: MockReaders, { arm, organization }: Authorization, sessionId: string): SessionRow | undefined {
  const session = read.sessions.get(sessionId);
  if (!session || !("permission" in arm)) return session;
  return organization && read.users.get(session.userId)?.managedBy === organization.id ? session : undefined;
}

/** Whether the session is of a member who ranks above a caller who rules by a role. An admin does not even look at an owner's. */
function ranksAbove(read: MockReaders, { arm, organization, mayActOn }: Authorization, session: SessionRow): boolean {
  const member = "permission" in arm && organization ? read.memberships.find("membership", [organization.id, session.userId]) : undefined;
  return member !== undefined && !mayActOn(member);
}
