import type { MockTransaction } from "../../schema.ts";
import type { EventEnvelope } from "../events/envelope.ts";
import { insertDelivery } from "./delivery.ts";
import { audienceOf, matches } from "./filter.ts";
import type { WebhookRow } from "./table.ts";

/** The type that goes to the endpoint it is about, and to nobody else. */
export const testEvent = "webhook.test";

/**
 * Puts an event on its way to every endpoint that wants it. What an endpoint is told of itself could set off the next
 * such event, so it is told to others alone.
 */
export function fanOut(tx: MockTransaction, event: EventEnvelope): void {
  const audience = audienceOf(event.type);
  if (audience === undefined || event.type === testEvent || tx.webhooks.size === 0) return;
  if (audience === "organization" && event.organizationId !== null) deliverTo(tx, event, event.organizationId);
  deliverTo(tx, event, "");
}

function deliverTo(tx: MockTransaction, event: EventEnvelope, tenant: string): void {
  for (const webhook of tx.webhooks.scan("byTenant", [tenant]).toArray()) {
    if (wants(webhook, event)) insertDelivery(tx, webhook, event);
  }
}

function wants(webhook: WebhookRow, { type, target }: EventEnvelope): boolean {
  return webhook.status !== "disabled" && target.id !== webhook.id && matches(webhook.events, type);
}
