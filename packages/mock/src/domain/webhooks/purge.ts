import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema } from "../../schema.ts";
import { dropEvent } from "../events/keep.ts";
import { buryUntold } from "./ending.ts";
import { keptMs, setPurge } from "./retention.ts";

/** So many go at once, so that no transaction becomes long. */
const batch = 2000;

/** Tidying up less often than this would be noticed by nobody. */
const roundMs = 60 * 60 * 1000;

/**
 * What happens when deliveries were kept long enough. What was parked becomes a dead letter, and a dead letter is remembered
 * as expired, each for as long again.
 */
export const purgeDeliveries: TimerRunner<MockSchema, null, undefined> = {
  decide(tx) {
    const over = tx.webhookDeliveries.scan("byExpiry", [], { to: [formatTimestamp(tx.now)], limit: batch }).toArray();
    for (const row of over) {
      if (row.status === "parked") buryUntold(tx, row, "parked_too_long");
      else if (row.status === "dead_lettered") tx.webhookDeliveries.update(row.id, { status: "expired", expiresAt: formatTimestamp(tx.now + keptMs) });
      else {
        tx.webhookDeliveries.delete(row.id);
        dropEvent(tx, row.eventId);
      }
    }
    const next = tx.webhookDeliveries.scan("byExpiry", []).first();
    if (next) setPurge(tx, over.length === batch ? tx.now : Math.max(parseTimestamp(next.expiresAt!), tx.now + roundMs));
    return ok();
  },
};
