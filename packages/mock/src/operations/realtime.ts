import type { SocketStats, SocketTicket } from "@plinto/spec";
import { insertSocketTicket, spellSocketTicket } from "../domain/realtime/ticket.ts";
import type { SocketTicketRow, SocketPrincipal } from "../domain/realtime/table.ts";
import { planLimit } from "../domain/organizations/plan.ts";
import type { RealtimeOperationId } from "../generated/operation-shapes.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse } from "../kernel/transaction.ts";
import { handler, type OperationHandlers } from "../pipeline/handler.ts";

/** The rules of sockets that are asked for over HTTP. */
export const realtime: OperationHandlers<RealtimeOperationId> = {
  createSocketTicket: handler<"createSocketTicket", SocketTicketRow>({
    decide: ({ tx, principal }) => ok(insertSocketTicket(tx, principal as SocketPrincipal)),
    repeat: ({ tx }, _input, row) =>
      row.expiresAt > tx.now && tx.socketTickets.get(row.id) !== undefined
        ? ok(row)
        : refuse("token_used", { detail: "The ticket of this idempotency key was used or is too old. Ask for another with a new key." }),
    finish: ({ derive, request }, row): SocketTicket => ({
      ticket: spellSocketTicket(row, derive),
      expiresAt: formatTimestamp(row.expiresAt),
      expiresInSeconds: Math.max(0, Math.floor((row.expiresAt - request.now) / 1000)),
    }),
  }),

  getSocketStats: handler<"getSocketStats", SocketStats>({
    decide({ organization, realtime: figures, request }) {
      return ok({
        organizationId: organization?.id ?? null,
        ...figures(organization?.id),
        connectionLimit: organization ? planLimit(organization, "realtimeConnections") : null,
        observedAt: formatTimestamp(request.now),
      });
    },
    finish: (_context, stats) => stats,
  }),
};
