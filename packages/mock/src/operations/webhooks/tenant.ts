import type { OperationId } from "@plinto/spec";
import type { WebhookDeliveryRow, WebhookRow } from "../../domain/webhooks/table.ts";
import { webhookOf } from "../../domain/webhooks/webhook.ts";
import { ok, refuse, type Ok } from "../../kernel/transaction.ts";
import type { DecideContext, OperationHandler, OperationRefusal } from "../../pipeline/handler.ts";
import type { Page } from "../../pipeline/list.ts";

/**
 * The rules of an operation on endpoints of the environment. Those of an organization have the same, so their handlers are
 * compared by what they do, not by the operation they are named after.
 */
export type Rules<Id extends OperationId, Prepared, Decided> = {
  readonly [Phase in keyof OperationHandler<Id, Prepared, Decided>]: OperationHandler<Id, Prepared, Decided>[Phase];
};

/** Those of a list. */
export type PageRules<Id extends OperationId, Row> = Rules<Id, undefined, Page<Row>>;

/** Whose endpoints a call is about: an organization's, or those of the environment. */
export function tenantOf({ organization }: DecideContext): string | null {
  return organization?.id ?? null;
}

/** An endpoint of the tenant. */
export function endpointOf(context: DecideContext, webhookId: string): Ok<WebhookRow> | OperationRefusal {
  const row = webhookOf(context.tx, tenantOf(context), webhookId);
  return row ? ok(row) : refuse("not_found");
}

/** A delivery of the tenant, to any of its endpoints or to one. */
export function deliveryOf(context: DecideContext, deliveryId: string, webhookId?: string): Ok<WebhookDeliveryRow> | OperationRefusal {
  const row = context.tx.webhookDeliveries.get(deliveryId);
  const isOurs = row && row.organizationId === tenantOf(context) && (webhookId === undefined || row.webhookId === webhookId);
  return isOurs ? ok(row) : refuse("not_found");
}
