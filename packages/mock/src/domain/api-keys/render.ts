import type { ApiKey } from "@plinto/spec";
import { formatTimestamp, parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import type { EventFacts } from "../events/emit.ts";
import type { KeyRow } from "../keys/table.ts";
import { effectiveScopes } from "./scopes.ts";

/** The beginning of a key, which names it and gives no rights. */
function prefixOf(row: KeyRow): string {
  return `ok_test_${row.id.slice(row.id.indexOf("_") + 1)}`;
}

/** @param now milliseconds since 1970 */
export function renderApiKey(read: MockReaders, row: KeyRow, now: number): ApiKey {
  const expiresAt = row.expiresAt === null ? null : parseTimestamp(row.expiresAt);
  const overlap = row.previousSecret === null ? 0 : parseTimestamp(row.previousSecret.expiresAt);
  return {
    id: row.id,
    organizationId: row.organizationId!,
    name: row.name,
    prefix: prefixOf(row),
    scopes: [...row.scopes] as ApiKey["scopes"],
    effectiveScopes: effectiveScopes(read, row),
    createdByUserId: row.createdByUserId,
    rateLimit: row.rateLimit && { ...row.rateLimit },
    status: expiresAt !== null && expiresAt <= now ? "expired" : "active",
    expiresAt: row.expiresAt,
    expiresInSeconds: expiresAt === null ? null : Math.max(0, Math.floor((expiresAt - now) / 1000)),
    previousSecretExpiresAt: overlap > now ? formatTimestamp(overlap) : null,
    lastUsedAt: read.keyUses.get(row.id)?.lastUsedAt ?? null,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** The event facts of a key, without its secret. */
export function apiKeyFacts(read: MockReaders, row: KeyRow, now: number, changes?: EventFacts["changes"]): EventFacts {
  return {
    organizationId: row.organizationId,
    target: { type: "api_key", id: row.id, version: row.version },
    data: renderApiKey(read, row, now),
    ...(changes ? { changes } : {}),
  };
}
