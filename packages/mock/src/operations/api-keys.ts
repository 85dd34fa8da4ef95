import type { ApiKey, ApiKeyUsage, ApiKeyVerification, ApiKeyWithSecret, Permission } from "@plinto/spec";
import { apiKeyOf, changeApiKey, insertApiKey, revokeApiKey, rotateSecret, secretOf } from "../domain/api-keys/key.ts";
import { apiKeyFacts, renderApiKey } from "../domain/api-keys/render.ts";
import { granularityMs, usageReport } from "../domain/api-keys/usage-report.ts";
import { judgeApiKey, unknownKey } from "../domain/api-keys/verify.ts";
import { recordUse, usageKeptMs } from "../domain/keys/usage.ts";
import type { KeyRow } from "../domain/keys/table.ts";
import { highestKeyLevel, roleLimit } from "../domain/members/authority.ts";
import { planLimit } from "../domain/organizations/plan.ts";
import type { ApiKeysOperationId } from "../generated/operation-shapes.ts";
import { formatTimestamp, parseTimestamp } from "../kernel/timestamp.ts";
import { ok, refuse, type Ok } from "../kernel/transaction.ts";
import { handler, type DecideContext, type FinishContext, type OperationHandlers, type OperationRefusal } from "../pipeline/handler.ts";
import { inRange, listScope } from "../pipeline/list.ts";
import { listHandler } from "../pipeline/list-handler.ts";
import { readSortedPage } from "../pipeline/list-memory.ts";
import { fail } from "../pipeline/problem.ts";
import { firstInstant } from "../validation/formats.ts";

const dayMs = 24 * 60 * 60 * 1000;
const defaultOverlapSeconds = 24 * 60 * 60;
/** How long an answer with a secret can be shown again to a repeated call. */
const replayMs = 15 * 60 * 1000;
/** The most buckets that a usage report may have. */
const longestUsage = { hour: 7 * dayMs, day: 90 * dayMs };

/** The rules of API keys. */
export const apiKeys: OperationHandlers<ApiKeysOperationId> = {
  createApiKey: handler<"createApiKey", KeyRow>({
    decide(context, input) {
      const { tx, principal, emit, limits } = context;
      const organization = context.organization!;
      const refusal = impersonated(context) ?? lacking(context, input.scopes, "own");
      if (refusal) return refusal;
      const maximum = planLimit(organization, "apiKeys");
      if (limits === "enforce" && maximum !== null && tx.keys.count("byOrganization", [organization.id]) >= maximum) {
        return refuse("limit_exceeded", { detail: `The plan ${organization.plan} has room for ${maximum} API keys.`, limit: "apiKeys", maximum });
      }
      const row = insertApiKey(tx, {
        organizationId: organization.id,
        name: input.name,
        scopes: input.scopes,
        createdByUserId: principal.kind === "user" ? principal.userId : null,
        rateLimit: input.rateLimit,
        expiresInSeconds: input.expiresInSeconds,
      });
      emit("api_key.created", apiKeyFacts(tx, row, tx.now));
      return ok(row);
    },
    finish: withSecret,
  }),

  listApiKeys: listHandler<"listApiKeys", KeyRow>({
    page(context, input) {
      const { tx, cursors, request } = context;
      const organization = context.organization!;
      const sort = input.sort ?? "createdAt";
      const text = input.q?.toLowerCase();
      return readSortedPage({
        rows: tx.keys
          .scan("byOrganization", [organization.id])
          .toArray()
          .filter(
            (row) =>
              (text === undefined || row.name.toLowerCase().includes(text) || row.id.includes(text)) &&
              (input.status === undefined || statusOf(row, request.now) === input.status) &&
              (input.createdByUserId === undefined || row.createdByUserId === input.createdByUserId) &&
              inRange(row.createdAt, input.createdAt),
          ),
        key: (row) => [...sortKey(row, sort), row.id],
        reverse: sort.startsWith("-"),
        pageSize: input.pageSize,
        cursor: input.cursor,
        cursors,
        scope: listScope({ ...input, sort, list: "listApiKeys", tenant: organization.id }),
      });
    },
    items: ({ read, request }, rows) => rows.map((row) => renderApiKey(read, row, request.now)),
  }),

  getApiKey: handler<"getApiKey", KeyRow>({
    tellsMoreThanVersion: true,
    decide: (context, { keyId }) => found(context, keyId),
    finish: shown,
  }),

  updateApiKey: handler<"updateApiKey", KeyRow>({
    version: (context, { keyId }) => versionOf(context, keyId),
    decide(context, { keyId, name, scopes, expiresAt, rateLimit }) {
      const { tx, emit } = context;
      const open = changeable(context, keyId);
      if (!open.ok) return open;
      const refusal = scopes === undefined ? undefined : lacking(context, scopes, whoseKey(context, open.value));
      if (refusal) return refusal;
      const end = typeof expiresAt === "string" ? parseTimestamp(expiresAt) : undefined;
      if (end !== undefined && end <= tx.now) {
        return refuse("validation_failed", { errors: [{ pointer: "/expiresAt", code: "range", message: "expiresAt must be in the future" }] });
      }
      return ok(
        changeApiKey(tx, emit, open.value, {
          ...(name === undefined ? {} : { name }),
          ...(scopes === undefined ? {} : { scopes }),
          ...(expiresAt === undefined ? {} : { expiresAt: end === undefined ? null : formatTimestamp(end) }),
          ...(rateLimit === undefined ? {} : { rateLimit }),
        }),
      );
    },
    finish: shown,
  }),

  deleteApiKey: handler<"deleteApiKey", undefined>({
    version: (context, { keyId }) => versionOf(context, keyId),
    decide(context, { keyId }) {
      const open = found(context, keyId);
      if (!open.ok) return open;
      revokeApiKey(context.tx, context.emit, open.value);
      return ok();
    },
    finish: () => undefined,
  }),

  rotateApiKey: handler<"rotateApiKey", KeyRow>({
    decide(context, { keyId, overlapSeconds }) {
      const open = changeable(context, keyId);
      return open.ok ? ok(rotateSecret(context.tx, context.emit, open.value, overlapSeconds ?? defaultOverlapSeconds)) : open;
    },
    finish: withSecret,
  }),

  getApiKeyUsage: handler<"getApiKeyUsage", ApiKeyUsage>({
    decide(context, { keyId, usedAt = {}, granularity = "day" }) {
      const { tx, request } = context;
      const open = found(context, keyId);
      if (!open.ok) return open;
      const step = granularityMs[granularity];
      const last = usedAt.lte ?? usedAt.lt;
      const first = usedAt.gte ?? usedAt.gt;
      const to = last === undefined ? request.now : parseTimestamp(last);
      const from = first === undefined ? Math.max(to - (granularity === "hour" ? dayMs : 29 * dayMs), firstInstant) : parseTimestamp(first);
      if (from > to)
        return refuse("validation_failed", { errors: [{ pointer: "/query/usedAt", code: "range", message: "usedAt must not end before it begins" }] });
      const startsAt = Math.floor(from / step) * step;
      // An end that is a whole hour or day already is not widened by another.
      const endsAt = Math.max(startsAt + step, usedAt.lt !== undefined && to % step === 0 ? to : (Math.floor(to / step) + 1) * step);
      if (endsAt - startsAt > longestUsage[granularity] + step) {
        return refuse("range_too_large", { detail: `Ask for at most ${longestUsage[granularity] / dayMs} days by ${granularity}.` });
      }
      if (startsAt < request.now - usageKeptMs - dayMs) {
        return refuse("range_too_large", { detail: `Usage is kept for ${Math.floor(usageKeptMs / dayMs)} days.` });
      }
      return ok(usageReport(tx, open.value.id, { granularity, startsAt, endsAt }));
    },
    finish: (_context, report) => report,
  }),

  verifyApiKey: handler<"verifyApiKey", ApiKeyVerification>({
    decide({ tx, organization, principal }, { key, permission }) {
      // Of the keys of others an organization's key learns nothing; the environment key may narrow its question likewise.
      const organizationId = principal.kind === "organization" ? principal.organizationId : organization?.id;
      const judged = judgeApiKey(tx, { key, organizationId, permission, now: tx.now });
      if (!judged) return ok(unknownKey);
      if (judged.verification.valid) recordUse(tx, { keyId: judged.row.id, operationId: "verifyApiKey", status: 200 });
      return ok(judged.verification);
    },
    finish: (_context, verification) => verification,
  }),
};

function shown(context: FinishContext, row: KeyRow): ApiKey {
  return renderApiKey(context.read, row, context.request.now);
}

/** The key with its secret, which follows from the row: a repeated call can show it again, for a while. */
function withSecret(context: FinishContext, row: KeyRow): ApiKeyWithSecret {
  if (parseTimestamp(row.secretIssuedAt) + replayMs < context.request.now)
    fail("token_used", { detail: "The secret was shown too long ago to be shown again. Rotate the key for a new one." });
  return { ...shown(context, row), secret: secretOf(row, context.derive) };
}

function found({ tx, organization }: DecideContext, keyId: string): Ok<KeyRow> | OperationRefusal {
  const row = apiKeyOf(tx, organization!.id, keyId);
  return row ? ok(row) : refuse("not_found");
}

/**
 * A key that the caller may change: the own one, or one that can never do what the caller cannot. What it can do today
 * says nothing about that: its creator may be let in again, or rise as far as a key goes.
 */
function changeable(context: DecideContext, keyId: string): Ok<KeyRow> | OperationRefusal {
  const row = found(context, keyId);
  if (!row.ok) return row;
  const borrowed = impersonated(context);
  if (borrowed) return borrowed;
  if (whoseKey(context, row.value) === "own") return row;
  const refusal = lacking(context, row.value.scopes, "another's");
  if (refusal) return refusal;
  if (context.level < highestKeyLevel)
    return refuse("permission_above_actor", { detail: "The key of somebody else may come to rank as an administrator, above the caller.", permissions: [] });
  return row;
}

/** Whether the caller made a key: then it is bounded as the caller is, whatever its scopes say. */
function whoseKey({ principal }: DecideContext, row: KeyRow): "own" | "another's" {
  return principal.kind === "user" && row.createdBy === "user" && row.createdByUserId === principal.userId ? "own" : "another's";
}

/**
 * Nobody gives what they do not hold. What is held in part is given in part to the own key, which is bounded as its
 * creator is; another's would hold it whole.
 */
function lacking({ can, membership }: DecideContext, scopes: readonly string[], whose: "own" | "another's"): OperationRefusal | undefined {
  const inPart = (scope: Permission): boolean => whose === "own" && membership !== undefined && roleLimit(membership.role, scope) !== undefined;
  const above = (scopes as readonly Permission[]).filter((scope) => !can(scope) && !inPart(scope));
  return above.length === 0 ? undefined : refuse("permission_above_actor", { detail: `The caller does not hold ${above.join(", ")}.`, permissions: above });
}

/** Whoever borrows a person for an hour leaves no credential behind that lasts longer. */
function impersonated({ principal }: DecideContext): OperationRefusal | undefined {
  if (principal.kind !== "user" || principal.impersonatorId === null) return undefined;
  return refuse("permission_denied", { detail: "This cannot be done while impersonating somebody." });
}

function versionOf(context: DecideContext, keyId: string): number | undefined {
  const row = found(context, keyId);
  return row.ok ? row.value.version : undefined;
}

function statusOf(row: KeyRow, now: number): ApiKey["status"] {
  return row.expiresAt !== null && parseTimestamp(row.expiresAt) <= now ? "expired" : "active";
}

/** Keys without end sort after all that have one. */
function sortKey(row: KeyRow, sort: string): readonly (string | number)[] {
  if (sort.endsWith("name")) return [row.name.toLowerCase()];
  if (sort.endsWith("expiresAt")) return [row.expiresAt ?? "~"];
  return [row.createdAt];
}
