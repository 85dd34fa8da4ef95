import type { WebhookDelivery, WebhookDeliveryWithEvent, WebhookEvent, WebhookStats } from "@plinto/spec";
import { retry } from "../../domain/webhooks/attempt.ts";
import { insertDelivery } from "../../domain/webhooks/delivery.ts";
import { end } from "../../domain/webhooks/ending.ts";
import { testEvent } from "../../domain/webhooks/fan-out.ts";
import { deliveryFacts, renderDelivery, statusOfDelivery, webhookFacts } from "../../domain/webhooks/render.ts";
import { webhookStats } from "../../domain/webhooks/stats.ts";
import type { WebhookDeliveryRow } from "../../domain/webhooks/table.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import type { DecideContext, FinishContext, OperationRefusal } from "../../pipeline/handler.ts";
import { inRange, listScope, readPage } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import { deliveryOf, endpointOf, tenantOf, type PageRules, type Rules } from "./tenant.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** The longest span of time that statistics are about. */
const longestStatsMs = 30 * dayMs;

export const test: Rules<"testEnvironmentWebhook", undefined, WebhookDeliveryRow> = {
  decide(context, { webhookId }) {
    const { tx, emit } = context;
    const open = endpointOf(context, webhookId);
    if (!open.ok) return open;
    if (open.value.status === "disabled") return refuse("webhook_disabled");
    const event = emit(testEvent, webhookFacts(tx, open.value, tx.now));
    return ok(insertDelivery(tx, open.value, event, true));
  },
  finish: shown,
};

export const list: PageRules<"listEnvironmentWebhookDeliveries", WebhookDeliveryRow> = listHandler<"listEnvironmentWebhookDeliveries", WebhookDeliveryRow>({
  page(context, input) {
    const { tx, cursors, request } = context;
    const open = endpointOf(context, input.webhookId);
    if (!open.ok) return open;
    const sort = input.sort ?? "createdAt";
    return readPage({
      table: tx.webhookDeliveries,
      index: "byWebhook",
      prefix: [input.webhookId],
      reverse: sort.startsWith("-"),
      where: (row) =>
        (input.status === undefined || statusOfDelivery(row, request.now) === input.status) &&
        (input.eventType === undefined || row.eventType === input.eventType) &&
        inRange(row.createdAt, input.createdAt),
      pageSize: input.pageSize,
      cursor: input.cursor,
      cursors,
      scope: listScope({ ...input, sort, list: "listWebhookDeliveries", tenant: tenantOf(context) ?? "" }),
    });
  },
  items: (context, rows) => rows.map((row) => shown(context, row)),
});

export const get: Rules<"getEnvironmentWebhookDelivery", undefined, WebhookDeliveryRow> = {
  decide: (context, { webhookId, deliveryId }) => deliveryOf(context, deliveryId, webhookId),
  finish: (context, row): WebhookDeliveryWithEvent => ({
    ...shown(context, row),
    event: context.read.events.require(row.eventId).event as unknown as WebhookEvent,
  }),
};

export const retryOne: Rules<"retryEnvironmentWebhookDelivery", undefined, WebhookDeliveryRow> = {
  decide(context, { webhookId, deliveryId }) {
    const open = deliveryOf(context, deliveryId, webhookId);
    return open.ok ? retried(context, open.value) : open;
  },
  finish: shown,
};

export const listDead: PageRules<"listEnvironmentDeadLetters", WebhookDeliveryRow> = listHandler<"listEnvironmentDeadLetters", WebhookDeliveryRow>({
  page(context, input) {
    const { tx, cursors, request } = context;
    const sort = input.sort ?? "deadLetteredAt";
    const tenant = tenantOf(context) ?? "";
    return readPage({
      table: tx.webhookDeliveries,
      index: "byDeadLetter",
      prefix: [tenant],
      reverse: sort.startsWith("-"),
      where: (row) =>
        statusOfDelivery(row, request.now) === "dead_lettered" &&
        (input.webhookId === undefined || row.webhookId === input.webhookId) &&
        (input.eventType === undefined || row.eventType === input.eventType) &&
        inRange(row.createdAt, input.createdAt),
      pageSize: input.pageSize,
      cursor: input.cursor,
      cursors,
      scope: listScope({ ...input, sort, list: "listDeadLetters", tenant }),
    });
  },
  items: (context, rows) => rows.map((row) => shown(context, row)),
});

export const retryDead: Rules<"retryEnvironmentDeadLetter", undefined, WebhookDeliveryRow> = {
  decide(context, { deliveryId }) {
    const open = deadLetter(context, deliveryId);
    return open.ok ? retried(context, open.value) : open;
  },
  finish: shown,
};

export const discard: Rules<"discardEnvironmentDeadLetter", undefined, undefined> = {
  decide(context, { deliveryId }) {
    const { tx, emit } = context;
    const open = deadLetter(context, deliveryId);
    if (!open.ok) return open;
    if (statusOfDelivery(open.value, tx.now) === "expired") return refuse("not_found");
    const discarded = end(tx, open.value, { status: "discarded" });
    emit("webhook.dead_letter_discarded", deliveryFacts(tx.webhooks.require(discarded.webhookId), discarded));
    return ok();
  },
  finish: () => undefined,
};

export const stats: Rules<"getEnvironmentWebhookStats", undefined, WebhookStats> = {
  decide(context, { createdAt = {}, webhookId }) {
    const { tx, request } = context;
    // Rows are written in whole milliseconds, so what is just beyond one is the next.
    const last = createdAt.lt ?? createdAt.lte;
    const first = createdAt.gte ?? createdAt.gt;
    const endsAt = last === undefined ? request.now + 1 : parseTimestamp(last) + (createdAt.lt === undefined ? 1 : 0);
    const startsAt = first === undefined ? Math.max(endsAt - dayMs, 0) : parseTimestamp(first) + (createdAt.gte === undefined ? 1 : 0);
    if (startsAt > endsAt)
      return refuse("validation_failed", { errors: [{ pointer: "/query/createdAt", code: "range", message: "createdAt must not end before it begins" }] });
    if (endsAt - startsAt > longestStatsMs + 1) return refuse("range_too_large", { detail: "Ask for at most 30 days." });
    return ok(webhookStats(tx, { organizationId: tenantOf(context), webhookId, startsAt, endsAt, now: request.now }));
  },
  finish: (_context, report) => report,
};

function shown({ request }: FinishContext, row: WebhookDeliveryRow): WebhookDelivery {
  return renderDelivery(row, request.now);
}

function retried(context: DecideContext, row: WebhookDeliveryRow): Ok<WebhookDeliveryRow> | OperationRefusal {
  const { tx } = context;
  const webhook = tx.webhooks.require(row.webhookId);
  if (statusOfDelivery(row, tx.now) === "expired") return refuse("dlq_expired");
  if (row.status === "discarded") return refuse("dlq_expired", { detail: "It was discarded, so nothing sends it again." });
  if (row.status === "delivering") return refuse("delivery_in_progress");
  if (webhook.status === "disabled") return refuse("webhook_disabled");
  return ok(retry(tx, webhook, row));
}

/** A delivery among the dead letters, or one that was until its time was over. */
function deadLetter(context: DecideContext, deliveryId: string): Ok<WebhookDeliveryRow> | OperationRefusal {
  const row = deliveryOf(context, deliveryId);
  if (!row.ok) return row;
  return ["dead_lettered", "expired"].includes(row.value.status) ? row : refuse("not_found");
}
