import { apiVersion } from "../../generated/registries.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import { changesBetween } from "../events/changes.ts";
import type { Emit } from "../events/emit.ts";
import { pause } from "./attempt.ts";
import { fillPlaces, unparkAll } from "./delivery.ts";
import { cancelAttempt } from "./ending.ts";
import { webhookFacts } from "./render.ts";
import { defaultRetryPolicy } from "./schedule.ts";
import type { RetryPolicy, SigningSecretFacts, WebhookRow } from "./table.ts";

/** What a new endpoint is made of. */
export interface NewWebhook {
  /** That of an endpoint of the seed. A new one when absent. */
  readonly id?: string;
  readonly organizationId: string | null;
  readonly url: string;
  readonly events: readonly string[];
  readonly description?: string | undefined;
  readonly customHeaders?: Readonly<Record<string, string>> | undefined;
  readonly ordered?: boolean | undefined;
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  /** What its signing key follows from, and the public key of it for `v1a`. */
  readonly salt: string;
  readonly publicKey: string | null;
}

/** Writes a new endpoint. */
export function insertWebhook(tx: MockTransaction, values: NewWebhook): WebhookRow {
  const now = formatTimestamp(tx.now);
  return tx.webhooks.insert({
    id: values.id ?? tx.id("whk"),
    organizationId: values.organizationId,
    url: values.url,
    description: values.description ?? null,
    events: values.events,
    status: "active",
    statusReason: null,
    customHeaders: values.customHeaders ?? {},
    ordered: values.ordered ?? false,
    retryPolicy: { ...defaultRetryPolicy, ...values.retryPolicy },
    signatureVersion: values.publicKey === null ? "v1" : "v1a",
    secret: { generation: 1, issuedAt: now, salt: values.salt, publicKey: values.publicKey },
    previousSecret: null,
    apiVersion,
    consecutiveDeadLetters: 0,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
}

/** An endpoint of an organization, or of the environment. */
export function webhookOf(read: MockReaders, organizationId: string | null, webhookId: string): WebhookRow | undefined {
  const row = read.webhooks.get(webhookId);
  return row?.organizationId === organizationId ? row : undefined;
}

/** What can be changed of an endpoint. */
export type WebhookPatch = Partial<Pick<WebhookRow, "url" | "events" | "description" | "customHeaders" | "ordered" | "retryPolicy">> & {
  readonly status?: "active" | "paused" | undefined;
};

/** Changes an endpoint, and lets what waits for it go on or wait. */
export function changeWebhook(tx: MockTransaction, emit: Emit, row: WebhookRow, { status, ...patch }: WebhookPatch): WebhookRow {
  const changed = Object.keys(patch).length === 0 ? row : update(tx, emit, row, patch);
  if (status === "paused" && changed.status !== "paused") return pause(tx, emit, changed, "request");
  if (status === "active" && changed.status !== "active") return resume(tx, emit, changed);
  // An endpoint that was ordered may have kept others waiting.
  fillPlaces(tx, changed);
  return changed;
}

function update(tx: MockTransaction, emit: Emit, row: WebhookRow, patch: Partial<WebhookRow>): WebhookRow {
  const changed = touch(tx, row, patch);
  const changes = changesBetween(shown(row), shown(changed), ["url", "events", "description", "customHeaderNames", "ordered", "retryPolicy"]);
  emit("webhook.updated", webhookFacts(tx, changed, tx.now, changes));
  return changed;
}

function shown(row: WebhookRow): object {
  return { ...row, customHeaderNames: Object.keys(row.customHeaders) };
}

function resume(tx: MockTransaction, emit: Emit, row: WebhookRow): WebhookRow {
  const active = touch(tx, row, { status: "active", statusReason: null, consecutiveDeadLetters: 0 });
  unparkAll(tx, active);
  emit("webhook.resumed", webhookFacts(tx, active, tx.now));
  return active;
}

/** Gives an endpoint its next secret. The present one signs too for the overlap; the one before it does not from now on. */
export function rotateWebhookSecret(
  tx: MockTransaction,
  emit: Emit,
  row: WebhookRow,
  { overlapSeconds, ...next }: Pick<SigningSecretFacts, "salt" | "publicKey"> & { readonly overlapSeconds: number },
): WebhookRow {
  const rotated = touch(tx, row, {
    secret: { ...next, generation: row.secret.generation + 1, issuedAt: formatTimestamp(tx.now) },
    previousSecret: overlapSeconds === 0 ? null : { ...row.secret, expiresAt: formatTimestamp(tx.now + overlapSeconds * 1000) },
  });
  emit("webhook.secret_rotated", webhookFacts(tx, rotated, tx.now));
  return rotated;
}

/** Ends an endpoint, with everything that waits for it. */
export function deleteWebhook(tx: MockTransaction, emit: Emit, row: WebhookRow): void {
  emit("webhook.deleted", webhookFacts(tx, row, tx.now));
  for (const delivery of tx.webhookDeliveries.scan("byOpen", [row.id])) cancelAttempt(tx, delivery);
  if (tx.webhookUses.get(row.id)) tx.webhookUses.delete(row.id);
  tx.webhooks.delete(row.id);
}

function touch(tx: MockTransaction, row: WebhookRow, patch: Partial<WebhookRow>): WebhookRow {
  return tx.webhooks.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}
