import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner } from "../../kernel/world.ts";
import type { MockSchema, MockTransaction } from "../../schema.ts";
import type { EventEnvelope } from "./envelope.ts";

/** How long an event can be read. */
export const eventsKeptMs: number = 30 * 24 * 60 * 60 * 1000;

export const purgeEventsTimer = "events.purge";

/** So many go at once, so that no transaction becomes long. */
const batch = 5000;

/** Tidying up less often than this would be noticed by nobody: what is too old is not shown. */
const roundMs = 60 * 60 * 1000;

/** Keeps an event, to be read and delivered. */
export function keepEvent(tx: MockTransaction, event: EventEnvelope): void {
  const isFirst = tx.events.size === 0;
  tx.events.insert({ id: event.id, organizationId: event.organizationId, occurredAt: event.occurredAt, event });
  if (isFirst) tx.after(tx.now + eventsKeptMs + 1, { id: purgeEventsTimer, kind: purgeEventsTimer, data: null });
}

/** The oldest instant whose events can still be read. */
export function oldestKept(now: number): string {
  return formatTimestamp(Math.max(now - eventsKeptMs, 0));
}

/** Deletes an event that is too old, unless a delivery still carries it. */
export function dropEvent(tx: MockTransaction, eventId: string): boolean {
  const row = tx.events.get(eventId);
  if (!row || row.occurredAt >= oldestKept(tx.now) || tx.webhookDeliveries.scan("byEvent", [eventId]).first()) return false;
  tx.events.delete(eventId);
  return true;
}

/** What happens when events are too old. */
export const purgeEvents: TimerRunner<MockSchema, null, undefined> = {
  decide(tx) {
    let dropped = 0;
    for (const row of tx.events.scan("byTime", [], { before: [oldestKept(tx.now)] }).toArray()) {
      if (dropped === batch) break;
      if (dropEvent(tx, row.id)) dropped += 1;
    }
    const next = tx.events.scan("byTime", [], { from: [oldestKept(tx.now)] }).first() ?? tx.events.scan("byTime", []).first();
    if (next) {
      const dueAt = dropped === batch ? tx.now : Math.max(parseTimestamp(next.occurredAt) + eventsKeptMs + 1, tx.now + roundMs);
      tx.after(dueAt, { id: purgeEventsTimer, kind: purgeEventsTimer, data: null });
    }
    return ok();
  },
};
