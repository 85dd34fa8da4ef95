import type { ApiKeyVerification } from "@plinto/spec";
import { parseSecretKey } from "../../credentials/secret-key.ts";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders } from "../../schema.ts";
import { refusalOfKey } from "../keys/refusal.ts";
import type { KeyRow } from "../keys/table.ts";
import { effectiveScopes } from "./scopes.ts";

/** A presented key, found and judged. */
export interface JudgedKey {
  readonly row: KeyRow;
  readonly verification: ApiKeyVerification;
}

/** What is said of a key that is unknown, and of one that is nobody's business here: the same. */
export const unknownKey: ApiKeyVerification = {
  valid: false,
  code: "api_key_invalid",
  keyId: null,
  organizationId: null,
  name: null,
  scopes: [],
  createdByUserId: null,
  expiresAt: null,
  expiresInSeconds: null,
};

/** Whose keys are asked about and what the key must be able to do. */
export interface KeyQuestion {
  readonly key: string;
  /** Only keys of this organization are known; all of the environment when absent. */
  readonly organizationId: string | undefined;
  readonly permission: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Judges a presented organization key as a call with it would be judged. Nothing when it is unknown here. */
export function judgeApiKey(read: MockReaders, { key, organizationId, permission, now }: KeyQuestion): JudgedKey | undefined {
  const parsed = parseSecretKey(key);
  const row = parsed?.kind === "organization" ? read.keys.get(parsed.id) : undefined;
  if (!parsed || row?.kind !== "organization" || row.organizationId === null) return undefined;
  if (organizationId !== undefined && row.organizationId !== organizationId) return undefined;
  const refusal = refusalOfKey(row, parsed.hash, now);
  // Whoever has not the secret learns nothing about the key that its id belongs to.
  if (refusal === "api_key_invalid") return undefined;
  const scopes = effectiveScopes(read, row);
  const closed = read.organizations.get(row.organizationId)?.status !== "active";
  const lacking = permission !== undefined && !scopes.some((scope) => scope === permission);
  const code = refusal ?? (closed ? "organization_suspended" : lacking ? "permission_denied" : null);
  return {
    row,
    verification: {
      valid: code === null,
      code,
      keyId: row.id,
      organizationId: row.organizationId,
      name: row.name,
      scopes: code === null || code === "permission_denied" ? scopes : [],
      createdByUserId: row.createdByUserId,
      expiresAt: row.expiresAt,
      expiresInSeconds: row.expiresAt === null ? null : Math.max(0, Math.floor((parseTimestamp(row.expiresAt) - now) / 1000)),
    },
  };
}
