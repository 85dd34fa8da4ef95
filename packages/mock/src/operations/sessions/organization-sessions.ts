import { authFacts } from "../../domain/auth/facts.ts";
import { renderSession } from "../../domain/sessions/render.ts";
import { putOutOf } from "../../domain/sessions/put-out.ts";
import { roleIn } from "../../domain/sessions/session.ts";
import type { SessionRow } from "../../domain/sessions/table.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";

/** The sessions that stand in an organization. */
export const organizationSessionOperations: OperationHandlers<"listOrganizationSessions" | "revokeOrganizationSessions"> = {
  listOrganizationSessions: listHandler<"listOrganizationSessions", SessionRow>({
    page({ tx, organization, cursors }, input) {
      const { sort = "-lastActiveAt", status = "active" } = input;
      return readPage({
        table: tx.sessions,
        index: sort.endsWith("lastActiveAt") ? "byOrganizationActivity" : "byOrganization",
        prefix: [organization!.id, status],
        reverse: sort.startsWith("-"),
        where: (row) => (input.userId === undefined || row.userId === input.userId) && inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, status, list: "listOrganizationSessions" }),
      });
    },
    items({ read, arm, organization, mayActOn, signedIn }, rows) {
      // Where somebody is, and with what, is no business of an organization that does not manage the person, nor of who ranks below.
      const seesAll = !("permission" in arm);
      return rows.map((row) => {
        const role = roleIn(read, row.userId, row.organizationId);
        const member = read.memberships.find("membership", [organization!.id, row.userId]);
        const rules = read.users.get(row.userId)?.managedBy === organization!.id && (member === undefined || mayActOn(member));
        const shown = seesAll || rules ? row : { ...row, ipAddress: null, userAgent: null };
        return renderSession(shown, role, row.id === signedIn?.session.id);
      });
    },
  }),

  revokeOrganizationSessions: handler<"revokeOrganizationSessions", { revokedSessions: number }>({
    decide({ tx, emit, organization, mayActOn, signedIn }, { userId }) {
      const orgId = organization!.id;
      const one = userId === undefined ? undefined : tx.memberships.find("membership", [orgId, userId]);
      if (userId !== undefined && !one) return refuse("member_not_found");
      if (one && !mayActOn(one)) return refuse("cannot_act_on_higher_role");
      // Nobody puts out who ranks above, not even together with all others.
      const members = one
        ? [one]
        : tx.memberships
            .scan("byOrganization", [orgId])
            .toArray()
            .filter((member) => mayActOn(member));
      let revokedSessions = 0;
      for (const member of members) {
        for (const session of putOutOf(tx, orgId, member.userId, signedIn?.session.id)) {
          revokedSessions += 1;
          emit("auth.organization_switched", authFacts({ userId: session.userId, sessionId: session.id, organizationId: orgId }));
        }
      }
      return ok({ revokedSessions });
    },
    finish: (_context, revoked) => revoked,
  }),
};
