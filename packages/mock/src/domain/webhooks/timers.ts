import { ok } from "../../kernel/transaction.ts";
import type { TimerRunner, World } from "../../kernel/world.ts";
import type { MockSchema, MockTransaction } from "../../schema.ts";
import { emitEvent, type Emit } from "../events/emit.ts";
import { settle } from "./attempt.ts";
import { claim, enqueue, hasRoom, park, renewLease } from "./delivery.ts";
import { buryUntold } from "./ending.ts";
import type { WebhookDeliveryRow } from "./table.ts";

type DeliveryTimer<Value> = TimerRunner<MockSchema, { readonly deliveryId: string }, Value>;

/** An attempt that has to be made. */
export interface ClaimedDelivery {
  readonly deliveryId: string;
  readonly claim: string;
}

/** Emits the events of what time brings about. */
export function emitBySystem(tx: MockTransaction): Emit {
  return (type, facts) => void emitEvent(tx, type, facts, { type: "system", id: null }, null);
}

/** What happens when a delivery is due: it is attempted, or waits for a place. */
export function attemptByTimer(perform: NonNullable<DeliveryTimer<ClaimedDelivery | null>["perform"]>): DeliveryTimer<ClaimedDelivery | null> {
  return {
    decide(tx, timer) {
      const row = tx.webhookDeliveries.get(timer.data.deliveryId);
      const webhook = row && tx.webhooks.get(row.webhookId);
      if (!row || !webhook || row.status !== "pending") return ok(null);
      if (webhook.status !== "active" && !row.isTest) {
        if (webhook.status === "paused") park(tx, row);
        else buryUntold(tx, row, "endpoint_gone");
        return ok(null);
      }
      if (!hasRoom(tx, webhook, row)) {
        enqueue(tx, row);
        return ok(null);
      }
      return ok({ deliveryId: row.id, claim: claim(tx, webhook, row).claim! });
    },
    perform,
  };
}

/** What happens when an attempt has told nothing for too long: whoever made it is gone, unless it waits here for its turn. */
export function leaseByTimer(isOurs: (world: World<MockSchema>, claimed: ClaimedDelivery) => boolean): DeliveryTimer<undefined> {
  return {
    decide(tx, timer, world) {
      const row = tx.webhookDeliveries.get(timer.data.deliveryId);
      if (row?.status !== "delivering") return ok();
      const webhook = tx.webhooks.get(row.webhookId)!;
      if (isOurs(world, { deliveryId: row.id, claim: row.claim! })) renewLease(tx, webhook, row);
      else interrupt(tx, row);
      return ok();
    },
  };
}

/** Takes up the attempts of a process that is gone. */
export function interruptAll(tx: MockTransaction): number {
  const lost = tx.webhookDeliveries.scan("byFlight", []).toArray();
  for (const row of lost) interrupt(tx, row);
  return lost.length;
}

function interrupt(tx: MockTransaction, row: WebhookDeliveryRow): void {
  const webhook = tx.webhooks.get(row.webhookId)!;
  const detail = "The sender was stopped before it knew the answer.";
  settle(tx, emitBySystem(tx), webhook, row, { outcome: "interrupted", responseStatus: null, detail, begunAt: tx.now });
}
