import { dropPendingSignIns } from "../../domain/auth/pending-sign-in.ts";
import { forgetRememberedDevices } from "../../domain/mfa/remember.ts";
import { renderSession } from "../../domain/sessions/render.ts";
import { revokeSessionsOf } from "../../domain/sessions/revoke.ts";
import { roleIn } from "../../domain/sessions/session.ts";
import type { SessionRow } from "../../domain/sessions/table.ts";
import { ok } from "../../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";

/** The caller's own sessions together. */
export const ownSessionOperations: OperationHandlers<"listMySessions" | "revokeOtherSessions"> = {
  listMySessions: listHandler<"listMySessions", SessionRow>({
    page({ tx, signedIn, cursors }, input) {
      const { sort = "-lastActiveAt", status = "active" } = input;
      const userId = signedIn!.user.id;
      return readPage({
        table: tx.sessions,
        index: sort.endsWith("lastActiveAt") ? "byUserActivity" : "byUser",
        prefix: [userId, status],
        reverse: sort.startsWith("-"),
        where: (row) => inRange(row.createdAt, input.createdAt),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, status, list: "listMySessions", caller: userId }),
      });
    },
    items: ({ read, signedIn }, rows) => rows.map((row) => renderSession(row, roleIn(read, row.userId, row.organizationId), row.id === signedIn!.session.id)),
  }),

  revokeOtherSessions: handler<"revokeOtherSessions", null>({
    decide({ tx, emit, signedIn }) {
      revokeSessionsOf(tx, emit, signedIn!.user.id, signedIn!.session.id);
      forgetRememberedDevices(tx, signedIn!.user.id);
      dropPendingSignIns(tx, signedIn!.user.id);
      return ok(null);
    },
    finish: () => undefined,
  }),
};
