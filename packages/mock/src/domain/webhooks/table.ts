import { defineTable, type Table } from "../../kernel/table.ts";

/** How often and how long a delivery is attempted. */
// Types, not interfaces: a replayed answer is made of rows, and what is decided is JSON for the compiler too.
export type RetryPolicy = {
  readonly delaysSeconds: readonly number[];
  readonly timeoutSeconds: number;
};

/** What the signing secret of an endpoint follows from. */
export type SigningSecretFacts = {
  /** Counts the secrets that the endpoint has had, from 1. */
  readonly generation: number;
  readonly issuedAt: string;
  /** The request that made it: what an Ed25519 key is derived from before the endpoint has an id. No two have the same. */
  readonly salt: string;
  /** `whpk_…` for `v1a`. */
  readonly publicKey: string | null;
};

/** An endpoint that gets events. */
export type WebhookRow = {
  readonly id: string;
  /** Null for an endpoint of the environment. */
  readonly organizationId: string | null;
  readonly url: string;
  readonly description: string | null;
  readonly events: readonly string[];
  readonly status: "active" | "paused" | "disabled";
  readonly statusReason: "request" | "dead_letters" | "gone" | null;
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly ordered: boolean;
  readonly retryPolicy: RetryPolicy;
  readonly signatureVersion: "v1" | "v1a";
  readonly secret: SigningSecretFacts;
  readonly previousSecret: (SigningSecretFacts & { readonly expiresAt: string }) | null;
  readonly apiVersion: string;
  readonly consecutiveDeadLetters: number;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export const webhooks: Table<WebhookRow, "byTenant"> = defineTable<WebhookRow>()({
  key: "id",
  indexes: { byTenant: (row) => [row.organizationId ?? "", row.createdAt] },
  references: { organizationId: { table: "organizations", onDelete: "cascade" } },
});

/** When an endpoint took something last. Apart from the endpoint, so that a delivery is no change of it. */
export interface WebhookUseRow {
  /** The endpoint. */
  readonly id: string;
  readonly lastDeliveredAt: string;
}

export const webhookUses: Table<WebhookUseRow> = defineTable<WebhookUseRow>()({ key: "id", ephemeral: true });

/** One attempt of a delivery. */
export type AttemptFacts = {
  readonly number: number;
  readonly attemptedAt: string;
  readonly durationSeconds: number;
  readonly outcome: AttemptOutcome;
  readonly responseStatus: number | null;
  readonly detail: string | null;
};

export type AttemptOutcome = "delivered" | "refused" | "redirected" | "gone" | "timed_out" | "unreachable" | "address_not_allowed" | "interrupted";

/** Why a delivery became a dead letter: its attempts failed, its endpoint answered that it is gone, or it was parked for too long. */
export type DeadLetterReason = "attempts_failed" | "endpoint_gone" | "parked_too_long";

/** One event on its way to one endpoint. */
export type WebhookDeliveryRow = {
  readonly id: string;
  readonly webhookId: string;
  readonly organizationId: string | null;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: "pending" | "delivering" | "parked" | "delivered" | "failed" | "dead_lettered" | "expired" | "discarded";
  /** Of a pending delivery: whether it is due and waits for a place, or waits for its time. */
  readonly isQueued: boolean;
  /** Names the attempt that is under way. */
  readonly claim: string | null;
  /** A test is attempted once, also while the endpoint is paused, and says nothing about its health. */
  readonly isTest: boolean;
  /** It was parked: what was parked goes out one after the other. */
  readonly wasParked: boolean;
  /** It was a dead letter before: one that is sent again by hand and fails counts once for its endpoint. */
  readonly wasDeadLetter: boolean;
  /** Failures since it was created or last retried by hand. */
  readonly failures: number;
  readonly attemptCount: number;
  /** The last 20. */
  readonly attempts: readonly AttemptFacts[];
  readonly nextAttemptAt: string | null;
  readonly deliveredAt: string | null;
  readonly deadLetteredAt: string | null;
  readonly deadLetterReason: DeadLetterReason | null;
  readonly expiresAt: string | null;
  readonly createdAt: string;
};

type DeliveryIndex = "byWebhook" | "byTenant" | "byOpen" | "byQueue" | "byFlight" | "byParked" | "byDeadLetter" | "byEvent" | "byExpiry";

export const webhookDeliveries: Table<WebhookDeliveryRow, DeliveryIndex> = defineTable<WebhookDeliveryRow>()({
  key: "id",
  // Ids grow, so what has the same key stands in the order of its events.
  indexes: {
    byWebhook: (row) => [row.webhookId, row.createdAt],
    byTenant: (row) => [row.organizationId ?? "", row.createdAt],
    byOpen: (row) => (row.status === "pending" || row.status === "delivering" ? [row.webhookId] : undefined),
    byQueue: (row) => (row.isQueued ? [row.webhookId] : undefined),
    byFlight: (row) => (row.status === "delivering" ? [row.webhookId] : undefined),
    byParked: (row) => (row.status === "parked" ? [row.webhookId] : undefined),
    byDeadLetter: (row) => (row.status === "dead_lettered" ? [row.organizationId ?? "", row.deadLetteredAt!] : undefined),
    byEvent: (row) => [row.eventId],
    byExpiry: (row) => (row.expiresAt === null ? undefined : [row.expiresAt]),
  },
  references: { webhookId: { table: "webhooks", onDelete: "cascade", index: "byWebhook" } },
});
