import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { WebhookDeliveryRow } from "./table.ts";

/** How long a finished delivery is kept, a dead letter can be retried, and a parked delivery waits for its endpoint. */
export const keptMs: number = 30 * 24 * 60 * 60 * 1000;

export const purgeDeliveriesTimer = "webhooks.purge";

/** Sets the timer that tidies up, for the first delivery that ended. */
export function schedulePurge(tx: MockTransaction, row: WebhookDeliveryRow): void {
  if (tx.webhookDeliveries.scan("byExpiry", []).first()?.id === row.id) setPurge(tx, parseTimestamp(row.expiresAt!));
}

/** Sets the timer that tidies up. */
export function setPurge(tx: MockTransaction, dueAt: number): void {
  tx.after(dueAt, { id: purgeDeliveriesTimer, kind: purgeDeliveriesTimer, data: null });
}
