import type { Webhook, WebhookWithSecret } from "@plinto/spec";
import { faultOfUrl } from "../../domain/webhooks/address.ts";
import { unknownPatterns, type EventAudience } from "../../domain/webhooks/filter.ts";
import { headerFaults, headersTooMany, type HeaderFault } from "../../domain/webhooks/headers.ts";
import { renderWebhook, webhookFacts } from "../../domain/webhooks/render.ts";
import { webhookPublicKey, webhookSecret } from "../../domain/webhooks/secret.ts";
import type { SigningSecretFacts, WebhookRow } from "../../domain/webhooks/table.ts";
import { changeWebhook, deleteWebhook, insertWebhook, rotateWebhookSecret, type WebhookPatch } from "../../domain/webhooks/webhook.ts";
import { plans } from "../../generated/registries.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import { ok, refuse } from "../../kernel/transaction.ts";
import type { DecideContext, FinishContext, OperationRefusal, PrepareContext } from "../../pipeline/handler.ts";
import { inRange, listScope } from "../../pipeline/list.ts";
import { listHandler } from "../../pipeline/list-handler.ts";
import { readSortedPage } from "../../pipeline/list-memory.ts";
import { fail } from "../../pipeline/problem.ts";
import { planLimit } from "../../domain/organizations/plan.ts";
import { endpointOf, tenantOf, type PageRules, type Rules } from "./tenant.ts";

/** How long an answer with a secret can be shown again to a repeated call. */
const replayMs = 15 * 60 * 1000;

const defaultOverlapSeconds = 24 * 60 * 60;

type NewKey = Pick<SigningSecretFacts, "salt" | "publicKey">;

// The operations of an organization's endpoints and of the environment's have the same rules; they differ in their tenant.
export const create: Rules<"createEnvironmentWebhook", NewKey, WebhookRow> = {
  prepare: (context, input) => newKey(context, orgIdOf(input), input.signatureVersion ?? "v1"),
  decide(context, input, key) {
    const { tx, emit, addresses } = context;
    const refusal = impersonated(context) ?? faulty(context, input) ?? full(context);
    if (refusal) return refusal;
    const fault = faultOfUrl(input.url, addresses);
    if (fault !== undefined) return refuse("url_not_allowed", { detail: fault });
    const customHeaders = input.customHeaders as WebhookRow["customHeaders"] | undefined;
    const row = insertWebhook(tx, { ...input, ...key, customHeaders, organizationId: tenantOf(context) });
    emit("webhook.created", factsOf(context, row));
    return ok(row);
  },
  finish: withSecret,
};

export const list: PageRules<"listEnvironmentWebhooks", WebhookRow> = listHandler<"listEnvironmentWebhooks", WebhookRow>({
  page(context, input) {
    const { tx, cursors } = context;
    const sort = input.sort ?? "createdAt";
    const text = input.q?.toLowerCase();
    const tenant = tenantOf(context) ?? "";
    return readSortedPage({
      rows: tx.webhooks
        .scan("byTenant", [tenant])
        .toArray()
        .filter(
          (row) =>
            (text === undefined || [row.url, row.description ?? "", row.id].some((part) => part.toLowerCase().includes(text))) &&
            (input.status === undefined || row.status === input.status) &&
            inRange(row.createdAt, input.createdAt),
        ),
      key: (row) => [sort.endsWith("url") ? row.url : row.createdAt, row.id],
      reverse: sort.startsWith("-"),
      pageSize: input.pageSize,
      cursor: input.cursor,
      cursors,
      scope: listScope({ ...input, sort, list: "listWebhooks", tenant }),
    });
  },
  items: (context, rows) => rows.map((row) => shown(context, row)),
});

export const get: Rules<"getEnvironmentWebhook", undefined, WebhookRow> = {
  tellsMoreThanVersion: true,
  decide: (context, { webhookId }) => endpointOf(context, webhookId),
  finish: shown,
};

export const update: Rules<"updateEnvironmentWebhook", undefined, WebhookRow> = {
  version: versionOf,
  decide(context, input) {
    const { tx, emit, addresses } = context;
    const open = endpointOf(context, input.webhookId);
    if (!open.ok) return open;
    const refusal = impersonated(context) ?? faulty(context, input);
    if (refusal) return refusal;
    const fault = input.url === undefined ? undefined : faultOfUrl(input.url, addresses);
    if (fault !== undefined) return refuse("url_not_allowed", { detail: fault });
    const patch = patchOf(open.value, input);
    const errors = [...strayHeaders(open.value, input), ...headersTooMany(patch.customHeaders ?? {})];
    if (errors.length > 0) return refuse("validation_failed", { errors });
    return ok(changeWebhook(tx, emit, open.value, patch));
  },
  finish: shown,
};

export const remove: Rules<"deleteEnvironmentWebhook", undefined, undefined> = {
  version: versionOf,
  decide(context, { webhookId }) {
    const open = endpointOf(context, webhookId);
    if (!open.ok) return open;
    deleteWebhook(context.tx, context.emit, open.value);
    return ok();
  },
  finish: () => undefined,
};

export const rotate: Rules<"rotateEnvironmentWebhookSecret", NewKey, WebhookRow> = {
  async prepare(context, { webhookId }) {
    const row = context.read.webhooks.get(webhookId);
    return newKey(context, row?.organizationId ?? null, row?.signatureVersion ?? "v1");
  },
  decide(context, { webhookId, overlapSeconds = defaultOverlapSeconds }, key) {
    const open = endpointOf(context, webhookId);
    if (!open.ok) return open;
    const refusal = impersonated(context);
    return refusal ?? ok(rotateWebhookSecret(context.tx, context.emit, open.value, { ...key, overlapSeconds }));
  },
  finish: withSecret,
};

function factsOf({ tx }: DecideContext, row: WebhookRow): ReturnType<typeof webhookFacts> {
  return webhookFacts(tx, row, tx.now);
}

function shown({ read, request }: FinishContext, row: WebhookRow): Webhook {
  return renderWebhook(read, row, request.now);
}

/** The endpoint with its secret, which follows from the row: a repeated call can show it again, for a while. */
function withSecret(context: FinishContext, row: WebhookRow): WebhookWithSecret {
  if (parseTimestamp(row.secret.issuedAt) + replayMs < context.request.now)
    fail("token_used", { detail: "The secret was shown too long ago to be shown again. Rotate it for a new one." });
  return { ...shown(context, row), secret: row.secret.publicKey === null ? webhookSecret(row, row.secret, context.derive) : null };
}

/** What the next signing key follows from: the request that asks for it. */
async function newKey({ request, derive }: PrepareContext, organizationId: string | null, signatureVersion: string): Promise<NewKey> {
  const salt = request.requestId;
  return { salt, publicKey: signatureVersion === "v1a" ? await webhookPublicKey({ organizationId, salt }, derive) : null };
}

/** The organization that the path of an operation names, if it has one. */
function orgIdOf(input: object): string | null {
  return (input as { readonly orgId?: string }).orgId ?? null;
}

function versionOf(context: DecideContext, { webhookId }: { readonly webhookId: string }): number | undefined {
  const row = endpointOf(context, webhookId);
  return row.ok ? row.value.version : undefined;
}

/** Whoever borrows a person for an hour leaves nothing behind that goes on telling. */
function impersonated({ principal }: DecideContext): OperationRefusal | undefined {
  if (principal.kind !== "user" || principal.impersonatorId === null) return undefined;
  return refuse("permission_denied", { detail: "This cannot be done while impersonating somebody." });
}

function faulty(
  context: DecideContext,
  {
    events,
    customHeaders,
    signatureVersion,
  }: { readonly events?: readonly string[]; readonly customHeaders?: object | null; readonly signatureVersion?: string },
): OperationRefusal | undefined {
  const errors = headerFaults(customHeaders ?? {});
  if (signatureVersion !== undefined && signatureVersion !== "v1" && signatureVersion !== "v1a")
    errors.push({ pointer: "/signatureVersion", code: "enum", message: "signatureVersion must be v1 or v1a" });
  if (errors.length > 0) return refuse("validation_failed", { errors });
  const audience: EventAudience = tenantOf(context) === null ? "environment" : "organization";
  const unknown = unknownPatterns(events ?? [], audience);
  return unknown.length === 0 ? undefined : refuse("event_unknown", { events: unknown });
}

function full(context: DecideContext): OperationRefusal | undefined {
  const { tx, organization, limits } = context;
  const maximum = organization ? planLimit(organization, "webhooks") : plans["enterprise"]!.limits["webhooks"]!;
  if (limits !== "enforce" || maximum === null || tx.webhooks.count("byTenant", [tenantOf(context) ?? ""]) < maximum) return undefined;
  const whose = organization ? `The plan ${organization.plan}` : "The environment";
  return refuse("limit_exceeded", { detail: `${whose} has room for ${maximum} webhook endpoints.`, limit: "webhooks", maximum });
}

/**
 * Whoever may change the address may not read the values of the headers, and would be sent them: what goes to another origin
 * is said anew.
 */
function strayHeaders({ url: before, customHeaders: kept }: WebhookRow, { url, customHeaders }: Changes): HeaderFault[] {
  if (url === undefined || customHeaders === null || new URL(url).origin === new URL(before).origin) return [];
  const said = new Set(Object.keys(customHeaders ?? {}).map((name) => name.toLowerCase()));
  const stray = Object.keys(kept).filter((name) => !said.has(name.toLowerCase()));
  if (stray.length === 0) return [];
  const message = `customHeaders must say ${stray.join(", ")} anew, or null to drop them: url goes to another origin`;
  return [{ pointer: "/customHeaders", code: "required", message }];
}

interface Changes extends Omit<WebhookPatch, "customHeaders" | "retryPolicy"> {
  readonly customHeaders?: Readonly<Record<string, unknown>> | null;
  readonly retryPolicy?: Partial<WebhookRow["retryPolicy"]>;
}

function patchOf(row: WebhookRow, { url, events, description, ordered, status, customHeaders, retryPolicy }: Changes): WebhookPatch {
  return {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events }),
    ...(description === undefined ? {} : { description }),
    ...(ordered === undefined ? {} : { ordered }),
    ...(status === undefined ? {} : { status }),
    ...(customHeaders === undefined ? {} : { customHeaders: mergedHeaders(row.customHeaders, customHeaders) }),
    ...(retryPolicy === undefined ? {} : { retryPolicy: { ...row.retryPolicy, ...retryPolicy } }),
  };
}

/** Merge-patch: null takes one away, or all. Names that differ in case alone are one. */
function mergedHeaders(before: WebhookRow["customHeaders"], patch: Readonly<Record<string, unknown>> | null): Record<string, string> {
  if (patch === null) return {};
  const named = new Set(Object.keys(patch).map((name) => name.toLowerCase()));
  const kept = Object.entries(before).filter(([name]) => !named.has(name.toLowerCase()));
  return Object.fromEntries([...kept, ...Object.entries(patch).filter((entry): entry is [string, string] => typeof entry[1] === "string")]);
}
