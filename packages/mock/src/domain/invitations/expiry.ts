import { parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema, MockTransaction } from "../../schema.ts";
import { emitEvent, type Emit } from "../events/emit.ts";
import { isOpen, touchInvitation } from "./invitation.ts";
import { invitationFacts } from "./render.ts";
import type { InvitationRow } from "./table.ts";

export const invitationTimer = "invitation.expire";

/** Sets the timer that ends an invitation nobody accepts; an earlier one of the same invitation is replaced. */
export function scheduleExpiry(tx: MockTransaction, row: InvitationRow): void {
  tx.after(parseTimestamp(row.expiresAt), { id: timerId(row.id), kind: invitationTimer, data: { invitationId: row.id } });
}

export function cancelExpiry(tx: MockTransaction, row: InvitationRow): void {
  tx.cancel(timerId(row.id));
}

/** Marks a pending invitation as expired. */
export function expireInvitation(tx: MockTransaction, emit: Emit, row: InvitationRow): InvitationRow {
  cancelExpiry(tx, row);
  const expired = touchInvitation(tx, row, { status: "expired" });
  emit("invitation.expired", invitationFacts(expired, tx.now));
  return expired;
}

/** What happens when the time of an invitation is up. */
export const expireByTimer: TimerRunner<MockSchema, { readonly invitationId: string }, undefined> = {
  decide(tx, timer) {
    const row = tx.invitations.get(timer.data.invitationId);
    if (row?.status !== "pending" || isOpen(row, tx.now)) return ok();
    expireInvitation(tx, (type, facts) => void emitEvent(tx, type, facts, { type: "system", id: null }, null), row);
    return ok();
  },
};

function timerId(invitationId: string): string {
  return `invitation:${invitationId}`;
}
