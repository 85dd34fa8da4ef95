import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import { keptMs, schedulePurge } from "./retention.ts";
import type { DeadLetterReason, WebhookDeliveryRow } from "./table.ts";

/**
 * Makes a dead letter of what was never attempted to its end. `webhook.paused` and `webhook.disabled` have told of it: an
 * event for each would be parked at other paused endpoints, and be told of in turn.
 */
export function buryUntold(tx: MockTransaction, row: WebhookDeliveryRow, deadLetterReason: DeadLetterReason): void {
  end(tx, row, deathOf(tx, row, deadLetterReason));
}

/** What a delivery becomes that is given up. One that arrived before, and was sent again by hand, stays one that arrived. */
export function deathOf(tx: MockTransaction, row: WebhookDeliveryRow, deadLetterReason: DeadLetterReason): Partial<WebhookDeliveryRow> {
  if (row.deliveredAt !== null) return { status: "delivered" };
  return { status: "dead_lettered", deadLetteredAt: formatTimestamp(tx.now), deadLetterReason, wasDeadLetter: true };
}

/** Ends a delivery. It is kept for a while. */
export function end(tx: MockTransaction, row: WebhookDeliveryRow, patch: Partial<WebhookDeliveryRow>): WebhookDeliveryRow {
  cancelAttempt(tx, row);
  const expiresAt = formatTimestamp(tx.now + keptMs);
  const ended = tx.webhookDeliveries.update(row.id, { isQueued: false, claim: null, nextAttemptAt: null, expiresAt, ...patch });
  schedulePurge(tx, ended);
  return ended;
}

/** Ends a delivery's timers. */
export function cancelAttempt(tx: MockTransaction, row: WebhookDeliveryRow): void {
  tx.cancel(deliveryTimerId(row));
}

/** A delivery has one timer at a time. */
export function deliveryTimerId(row: WebhookDeliveryRow): string {
  return `webhook:${row.id}`;
}
