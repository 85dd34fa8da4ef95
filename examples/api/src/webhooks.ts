import type { Transaction } from "@electric-sql/pglite";
import { createWebhookReceiver, type WebhookReceiver, type WebhookReceiverOptions } from "@plinto/webhooks";
import type { Database } from "./database.ts";
import { recordMembership } from "./seats.ts";

/** Follows who joins and who leaves. What a handler writes through `tx` is written once, however often the event comes. */
export function createReceiver(
  database: Pick<Database, "webhooks">,
  secret: string,
  onError?: WebhookReceiverOptions<Transaction>["onError"],
): WebhookReceiver<Transaction> {
  return createWebhookReceiver({ secrets: secret, store: database.webhooks, ...(onError && { onError }) })
    .on("member.added", ({ data, sequence }, { tx }) =>
      recordMembership(tx, { organizationId: data.organizationId, userId: data.userId, name: data.user.name ?? data.userId, isMember: true, sequence }),
    )
    .on("member.removed", ({ data, sequence }, { tx }) =>
      recordMembership(tx, { organizationId: data.organizationId, userId: data.userId, name: data.user.name ?? data.userId, isMember: false, sequence }),
    );
}
