import type { Webhook, WebhookDelivery, WebhookDeliveryEvent } from "@plinto/spec";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import type { WebhookDeliveryRow, WebhookRow } from "./table.ts";

/** @param now milliseconds since 1970 */
export function renderWebhook(read: MockReaders, row: WebhookRow, now: number): Webhook {
  const overlap = row.previousSecret === null ? 0 : parseTimestamp(row.previousSecret.expiresAt);
  return {
    id: row.id,
    organizationId: row.organizationId,
    url: row.url,
    description: row.description,
    events: [...row.events],
    status: row.status,
    statusReason: row.statusReason,
    customHeaderNames: Object.keys(row.customHeaders),
    ordered: row.ordered,
    retryPolicy: { delaysSeconds: [...row.retryPolicy.delaysSeconds], timeoutSeconds: row.retryPolicy.timeoutSeconds },
    signatureVersion: row.signatureVersion,
    publicKey: row.secret.publicKey,
    apiVersion: row.apiVersion,
    consecutiveDeadLetters: row.consecutiveDeadLetters,
    lastDeliveredAt: read.webhookUses.get(row.id)?.lastDeliveredAt ?? null,
    previousSecretExpiresAt: overlap > now ? formatTimestamp(overlap) : null,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The event facts of an endpoint, without its secret and the values of its headers. */
export function webhookFacts(read: MockReaders, row: WebhookRow, now: number, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.organizationId,
    target: { type: "webhook", id: row.id, version: row.version },
    data: renderWebhook(read, row, now),
    ...(changes ? { changes } : {}),
  };
}

/** The status of a delivery at an instant: a dead letter whose time is over has expired, whoever tidies up. */
export function statusOfDelivery(row: WebhookDeliveryRow, now: number): WebhookDeliveryRow["status"] {
  return row.status === "dead_lettered" && parseTimestamp(row.expiresAt!) <= now ? "expired" : row.status;
}

export function renderDelivery(row: WebhookDeliveryRow, now: number): WebhookDelivery {
  return {
    id: row.id,
    webhookId: row.webhookId,
    organizationId: row.organizationId,
    eventId: row.eventId,
    eventType: row.eventType,
    status: statusOfDelivery(row, now),
    attemptCount: row.attemptCount,
    attempts: row.attempts.map((attempt) => ({ ...attempt })),
    nextAttemptAt: row.nextAttemptAt,
    deliveredAt: row.deliveredAt,
    deadLetteredAt: row.deadLetteredAt,
    deadLetterReason: row.deadLetterReason,
    expiresAt: row.expiresAt,
    createdAt: row.createdAt,
  };
}

/** The event facts of what became of a delivery. They are about its endpoint. */
export function deliveryFacts(webhook: WebhookRow, row: WebhookDeliveryRow): EventFacts {
  const last = row.attempts.at(-1);
  const data: WebhookDeliveryEvent = {
    webhookId: webhook.id,
    deliveryId: row.id,
    eventId: row.eventId,
    eventType: row.eventType,
    attemptCount: row.attemptCount,
    outcome: last?.outcome ?? null,
    responseStatus: last?.responseStatus ?? null,
    nextAttemptAt: row.nextAttemptAt,
  };
  return {
    organizationId: webhook.organizationId,
    target: { type: "webhook", id: webhook.id, version: webhook.version },
    data,
  };
}
