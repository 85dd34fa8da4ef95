import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { attemptAt, enqueue, fillPlaces, park, waitingFor } from "./delivery.ts";
import { buryUntold, cancelAttempt, deathOf, end } from "./ending.ts";
import { deliveryFacts, webhookFacts } from "./render.ts";
import { delayAfter } from "./schedule.ts";
import type { AttemptOutcome, DeadLetterReason, WebhookDeliveryRow, WebhookRow } from "./table.ts";

/** So many deliveries in a row that fail for good pause their endpoint. */
export const deadLettersToPause = 3;

/** The attempts that a delivery keeps. */
const attemptsKept = 20;

/** How an attempt went. */
export interface AttemptResult {
  readonly outcome: AttemptOutcome;
  readonly responseStatus: number | null;
  /** What went wrong, in words; null when nothing did. */
  readonly detail: string | null;
  /** What the answer asked for by `Retry-After`. */
  readonly retryAfterMs?: number | undefined;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
}

/** Writes down how an attempt went, and what follows from it. */
export function settle(tx: MockTransaction, emit: Emit, webhook: WebhookRow, delivery: WebhookDeliveryRow, result: AttemptResult): void {
  const row = record(tx, delivery, result);
  if (result.outcome === "delivered") arrived(tx, webhook, row);
  else if (result.outcome === "interrupted") again(tx, webhook, row);
  else failed(tx, emit, webhook, row, result);
  fillPlaces(tx, tx.webhooks.get(webhook.id)!);
}

function record(tx: MockTransaction, delivery: WebhookDeliveryRow, { outcome, responseStatus, detail, begunAt }: AttemptResult): WebhookDeliveryRow {
  cancelAttempt(tx, delivery);
  const number = delivery.attemptCount + 1;
  const durationSeconds = Math.max(0, tx.now - begunAt) / 1000;
  const attempt = { number, attemptedAt: formatTimestamp(begunAt), durationSeconds, outcome, responseStatus, detail };
  const isFailure = outcome !== "delivered" && outcome !== "interrupted";
  return tx.webhookDeliveries.update(delivery.id, {
    claim: null,
    attemptCount: number,
    attempts: [...delivery.attempts, attempt].slice(-attemptsKept),
    failures: delivery.failures + (isFailure ? 1 : 0),
  });
}

function arrived(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): void {
  const now = formatTimestamp(tx.now);
  end(tx, row, { status: "delivered", deliveredAt: now });
  if (tx.webhookUses.get(webhook.id)) tx.webhookUses.update(webhook.id, { lastDeliveredAt: now });
  else tx.webhookUses.insert({ id: webhook.id, lastDeliveredAt: now });
  if (webhook.consecutiveDeadLetters > 0 && !row.isTest) tx.webhooks.update(webhook.id, { consecutiveDeadLetters: 0 });
}

/** Nobody knows whether it arrived, so it is sent again; that is no failure of the receiver. */
function again(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): void {
  if (row.isTest || webhook.status === "active") attemptAt(tx, row, tx.now);
  else if (webhook.status === "paused") park(tx, row);
  else buryUntold(tx, row, "endpoint_gone");
}

function failed(tx: MockTransaction, emit: Emit, webhook: WebhookRow, row: WebhookDeliveryRow, { outcome, retryAfterMs }: AttemptResult): void {
  if (row.isTest) {
    const ended = end(tx, row, { status: row.deliveredAt === null ? "failed" : "delivered" });
    emit("webhook.delivery_failed", deliveryFacts(webhook, ended));
    return;
  }
  const isGone = outcome === "gone" || webhook.status === "disabled";
  const delay = isGone ? undefined : delayAfter(webhook.retryPolicy, row.failures, tx.random, retryAfterMs);
  if (delay === undefined) {
    bury(tx, emit, webhook, row, isGone ? "endpoint_gone" : "attempts_failed");
    if (outcome === "gone") disable(tx, emit, webhook);
    return;
  }
  const waiting = webhook.status === "active" ? attemptAt(tx, row, tx.now + delay) : park(tx, row);
  emit("webhook.delivery_failed", deliveryFacts(webhook, waiting));
}

/** A delivery becomes a dead letter. The third in a row pauses its endpoint. */
function bury(tx: MockTransaction, emit: Emit, webhook: WebhookRow, row: WebhookDeliveryRow, reason: DeadLetterReason): void {
  const buried = end(tx, row, deathOf(tx, row, reason));
  if (buried.status !== "dead_lettered") {
    emit("webhook.delivery_failed", deliveryFacts(webhook, buried));
    return;
  }
  const consecutiveDeadLetters = webhook.consecutiveDeadLetters + (row.wasDeadLetter ? 0 : 1);
  const counted = tx.webhooks.update(webhook.id, { consecutiveDeadLetters });
  emit("webhook.delivery_failed", deliveryFacts(counted, buried));
  emit("webhook.dead_lettered", deliveryFacts(counted, buried));
  if (consecutiveDeadLetters >= deadLettersToPause && counted.status === "active") pause(tx, emit, counted, "dead_letters");
}

/** Stops an endpoint and keeps what waits for it. */
export function pause(tx: MockTransaction, emit: Emit, webhook: WebhookRow, statusReason: "request" | "dead_letters"): WebhookRow {
  const paused = changeStatus(tx, webhook, { status: "paused", statusReason });
  for (const row of waitingFor(tx, paused)) park(tx, row);
  emit("webhook.paused", webhookFacts(tx, paused, tx.now));
  return paused;
}

/** Ends an endpoint that is gone, and what waits for it with it: nobody would ever take that. */
function disable(tx: MockTransaction, emit: Emit, webhook: WebhookRow): void {
  const present = tx.webhooks.get(webhook.id)!;
  if (present.status === "disabled") return;
  const disabled = changeStatus(tx, present, { status: "disabled", statusReason: "gone" });
  const parked = tx.webhookDeliveries.scan("byParked", [webhook.id]).toArray();
  for (const row of [...waitingFor(tx, disabled), ...parked]) buryUntold(tx, row, "endpoint_gone");
  emit("webhook.disabled", webhookFacts(tx, disabled, tx.now));
}

function changeStatus(tx: MockTransaction, webhook: WebhookRow, patch: Partial<WebhookRow>): WebhookRow {
  return tx.webhooks.update(webhook.id, { ...patch, version: webhook.version + 1, updatedAt: formatTimestamp(tx.now) });
}

/**
 * Attempts a delivery anew, with the whole schedule from its beginning. While its endpoint is paused it waits with the
 * others. One that has arrived stays one that did, whatever comes of it.
 */
export function retry(tx: MockTransaction, webhook: WebhookRow, row: WebhookDeliveryRow): WebhookDeliveryRow {
  const anew = tx.webhookDeliveries.update(row.id, { failures: 0, deadLetteredAt: null, deadLetterReason: null, expiresAt: null });
  if (row.isTest) return attemptAt(tx, anew, tx.now);
  if (webhook.status === "paused") return park(tx, anew);
  if (!webhook.ordered) return attemptAt(tx, anew, tx.now);
  const queued = enqueue(tx, anew);
  fillPlaces(tx, webhook);
  return tx.webhookDeliveries.get(queued.id)!;
}
