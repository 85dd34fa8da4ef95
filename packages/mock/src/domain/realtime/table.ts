import { defineTable, type Table } from "../../kernel/table.ts";
import type { Principal } from "../../principal.ts";

/** Who a socket may speak for. */
export type SocketPrincipal = Extract<Principal, { readonly kind: "user" | "environment" }>;

/** Opens one socket, once. */
export type SocketTicketRow = {
  readonly id: string;
  readonly hash: string;
  /** The caller that asked for it. */
  readonly principal: SocketPrincipal;
  readonly expiresAt: number;
};

export const socketTickets: Table<SocketTicketRow, "byExpiry"> = defineTable<SocketTicketRow>()({
  key: "id",
  indexes: { byExpiry: (row) => [row.expiresAt] },
});
