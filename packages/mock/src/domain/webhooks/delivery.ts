import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { EventEnvelope } from "../events/envelope.ts";
import { cancelAttempt, deliveryTimerId } from "./ending.ts";
import { keptMs, schedulePurge } from "./retention.ts";
import type { WebhookDeliveryRow, WebhookRow } from "./table.ts";

/** A delivery is due. */
export const attemptTimer = "webhook.attempt";

/** An attempt should have ended long ago: whoever made it is gone. */
export const leaseTimer = "webhook.lease";

/** How many deliveries may be on their way to one endpoint: a slow one takes no more. */
export const flightsPerEndpoint = 2;

/** How long after its timeout an attempt is given up for lost. */
const leaseMarginMs = 30_000;

/** Puts an event on its way to an endpoint. */
export function insertDelivery(tx: MockTransaction, webhook: WebhookRow, event: EventEnvelope, isTest: boolean = false): WebhookDeliveryRow {
  const now = formatTimestamp(tx.now);
  const row = tx.webhookDeliveries.insert({
    id: tx.id("whd"),
    webhookId: webhook.id,
    organizationId: webhook.organizationId,
    eventId: event.id,
    eventType: event.type,
    status: "pending",
    isQueued: false,
    claim: null,
    isTest,
    wasParked: false,
    wasDeadLetter: false,
    failures: 0,
    attemptCount: 0,
    attempts: [],
    nextAttemptAt: now,
    deliveredAt: null,
    deadLetteredAt: null,
    deadLetterReason: null,
    expiresAt: null,
    createdAt: now,
  });
  if (webhook.status === "paused" && !isTest) return park(tx, row);
  setTimer(tx, row, attemptTimer, tx.now);
  return row;
}

/** Whether a delivery may begin now: nothing overtakes what waits for a place, and an ordered endpoint gets one at a time. */
export function hasRoom(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): boolean {
  if (row.isTest) return true;
  const flights = tx.webhookDeliveries.count("byFlight", [webhook.id]);
  if (webhook.ordered) return flights === 0 && headOf(tx, webhook)?.id === row.id;
  const first = tx.webhookDeliveries.scan("byQueue", [webhook.id]).first();
  return flights < placesFor(row) && (first === undefined || first.id >= row.id);
}

/** What was parked goes out one after the other, so that it arrives in order. */
function placesFor(row: WebhookDeliveryRow): number {
  return row.wasParked ? 1 : flightsPerEndpoint;
}

/** The oldest delivery of an ordered endpoint that has not ended. */
function headOf(tx: MockTransaction, webhook: WebhookRow): WebhookDeliveryRow | undefined {
  for (const row of tx.webhookDeliveries.scan("byOpen", [webhook.id])) if (!row.isTest) return row;
  return undefined;
}

/** Begins an attempt. Until its end is told, a lease keeps others from it. */
export function claim(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): WebhookDeliveryRow {
  const claimed = tx.webhookDeliveries.update(row.id, { status: "delivering", isQueued: false, claim: tx.id("clm"), nextAttemptAt: null });
  renewLease(tx, webhook, claimed);
  return claimed;
}

export function renewLease(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): void {
  setTimer(tx, row, leaseTimer, tx.now + webhook.retryPolicy.timeoutSeconds * 1000 + leaseMarginMs);
}

/** Lets a delivery wait for a place at its endpoint. */
export function enqueue(tx: MockTransaction, row: WebhookDeliveryRow): WebhookDeliveryRow {
  return tx.webhookDeliveries.update(row.id, { status: "pending", isQueued: true, claim: null });
}

/** Sets the next attempt. */
export function attemptAt(tx: MockTransaction, row: WebhookDeliveryRow, dueAt: number): WebhookDeliveryRow {
  setTimer(tx, row, attemptTimer, dueAt);
  return tx.webhookDeliveries.update(row.id, { status: "pending", isQueued: false, claim: null, nextAttemptAt: formatTimestamp(dueAt) });
}

/** Keeps a delivery until its endpoint goes on, and for as long as a dead letter at most. */
export function park(tx: MockTransaction, row: WebhookDeliveryRow): WebhookDeliveryRow {
  cancelAttempt(tx, row);
  const expiresAt = formatTimestamp(tx.now + keptMs);
  const parked = tx.webhookDeliveries.update(row.id, { status: "parked", isQueued: false, claim: null, nextAttemptAt: null, expiresAt });
  schedulePurge(tx, parked);
  return parked;
}

/** What waits for an endpoint. What is on its way goes on, and tests do. */
export function waitingFor(tx: MockTransaction, webhook: WebhookRow): WebhookDeliveryRow[] {
  return tx.webhookDeliveries
    .scan("byOpen", [webhook.id])
    .toArray()
    .filter((row) => row.status === "pending" && !row.isTest);
}

/** Lets go on what was parked, in the order of the events. */
export function unparkAll(tx: MockTransaction, webhook: WebhookRow): void {
  const now = formatTimestamp(tx.now);
  for (const row of tx.webhookDeliveries.scan("byParked", [webhook.id]).toArray()) {
    tx.webhookDeliveries.update(row.id, { status: "pending", isQueued: true, wasParked: true, nextAttemptAt: now, expiresAt: null });
  }
  fillPlaces(tx, webhook);
}

/** Begins what waits for a place, as far as there are places. */
export function fillPlaces(tx: MockTransaction, webhook: WebhookRow): void {
  if (webhook.status !== "active") return;
  const flights = tx.webhookDeliveries.count("byFlight", [webhook.id]);
  if (webhook.ordered) {
    const head = flights === 0 ? headOf(tx, webhook) : undefined;
    if (head?.isQueued) attemptAt(tx, head, tx.now);
    return;
  }
  for (const row of tx.webhookDeliveries
    .scan("byQueue", [webhook.id], { limit: flightsPerEndpoint })
    .toArray()
    .slice(0, flightsPerEndpoint - flights)) {
    if (flights < placesFor(row)) attemptAt(tx, row, tx.now);
    if (row.wasParked) return;
  }
}

function setTimer(tx: MockTransaction, row: WebhookDeliveryRow, kind: string, dueAt: number): void {
  tx.after(dueAt, { id: deliveryTimerId(row), kind, data: { deliveryId: row.id } });
}
