import { hashSecret, makeSecretKey } from "../../credentials/secret-key.ts";
import type { Derive } from "../../kernel/secret.ts";
import { formatTimestamp } from "../../kernel/timestamp.ts";
import type { MockReaders, MockTransaction } from "../../schema.ts";
import type { Emit } from "../events/emit.ts";
import { changesBetween } from "../events/changes.ts";
import type { KeyRateLimit, KeyRow } from "../keys/table.ts";
import { cancelNotice, scheduleNotice } from "./expiring.ts";
import { apiKeyFacts } from "./render.ts";

/** What a new key is made of. */
export interface NewApiKey {
  /** That of a key of the seed. A new one when absent. */
  readonly id?: string;
  readonly organizationId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Who made it and bounds it; null for the environment key. */
  readonly createdByUserId: string | null;
  readonly rateLimit?: KeyRateLimit | undefined;
  /** For ever when absent. */
  readonly expiresInSeconds?: number | undefined;
}

/** What a secret stands for, as the key is when the secret is made. */
type SecretFacts = Pick<KeyRow, "id" | "generation" | "organizationId" | "createdByUserId" | "secretIssuedAt" | "scopes" | "expiresAt" | "rateLimit">;

/**
 * The whole secret of a key. It is derived, so that it can be shown again without being kept; and from what it is good
 * for too, since ids come again in a world that begins anew.
 */
export function secretOf({ id, generation, organizationId, createdByUserId, secretIssuedAt, ...rights }: SecretFacts, derive: Derive): string {
  const { scopes, expiresAt, rateLimit } = rights;
  const goodFor = JSON.stringify([scopes, expiresAt, rateLimit && [rateLimit.requests, rateLimit.windowSeconds]]);
  return makeSecretKey("organization", id, derive, generation, organizationId ?? "", createdByUserId ?? "", secretIssuedAt, goodFor);
}

/** The first secret of a key of the seed, which is known before the seed is planted. */
export function seededSecret(id: string, derive: Derive): string {
  return makeSecretKey("organization", id, derive, 1);
}

/** Writes a new key and sets the notice of its end. */
export function insertApiKey(tx: MockTransaction, values: NewApiKey): KeyRow {
  const now = formatTimestamp(tx.now);
  const { organizationId, createdByUserId } = values;
  const facts = {
    id: values.id ?? tx.id("key"),
    generation: 1,
    organizationId,
    createdByUserId,
    secretIssuedAt: now,
    scopes: values.scopes,
    rateLimit: values.rateLimit ?? null,
    expiresAt: values.expiresInSeconds === undefined ? null : formatTimestamp(tx.now + values.expiresInSeconds * 1000),
  };
  const row = tx.keys.insert({
    ...facts,
    kind: "organization",
    name: values.name,
    hash: hashSecret(values.id === undefined ? secretOf(facts, tx.derive) : seededSecret(values.id, tx.derive)),
    previousSecret: null,
    createdBy: createdByUserId === null ? "environment" : "user",
    revokedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  });
  scheduleNotice(tx, row);
  return row;
}

/** A key of an organization that is not deleted. */
export function apiKeyOf(read: MockReaders, organizationId: string, keyId: string): KeyRow | undefined {
  const row = read.keys.get(keyId);
  return row?.organizationId === organizationId && row.revokedAt === null ? row : undefined;
}

/** Changes a key and counts the change. */
export function changeApiKey(
  tx: MockTransaction,
  emit: Emit,
  row: KeyRow,
  patch: Partial<Pick<KeyRow, "name" | "scopes" | "expiresAt" | "rateLimit">>,
): KeyRow {
  const changed = touch(tx, row, patch);
  scheduleNotice(tx, changed);
  const changes = changesBetween(row, changed, ["name", "scopes", "expiresAt", "rateLimit"]);
  emit("api_key.updated", apiKeyFacts(tx, changed, tx.now, changes));
  return changed;
}

/** Gives a key its next secret. The present one works for the overlap; the one before it is worth nothing from now on. */
export function rotateSecret(tx: MockTransaction, emit: Emit, row: KeyRow, overlapSeconds: number): KeyRow {
  const generation = row.generation + 1;
  const secretIssuedAt = formatTimestamp(tx.now);
  const rotated = touch(tx, row, {
    generation,
    secretIssuedAt,
    hash: hashSecret(secretOf({ ...row, generation, secretIssuedAt }, tx.derive)),
    previousSecret: { hash: row.hash, expiresAt: formatTimestamp(tx.now + overlapSeconds * 1000) },
  });
  emit("api_key.rotated", apiKeyFacts(tx, rotated, tx.now));
  return rotated;
}

/** Ends a key. */
export function revokeApiKey(tx: MockTransaction, emit: Emit, row: KeyRow): void {
  cancelNotice(tx, row);
  emit("api_key.revoked", apiKeyFacts(tx, touch(tx, row, { revokedAt: formatTimestamp(tx.now) }), tx.now));
}

function touch(tx: MockTransaction, row: KeyRow, patch: Partial<KeyRow>): KeyRow {
  return tx.keys.update(row.id, { ...patch, version: row.version + 1, updatedAt: formatTimestamp(tx.now) });
}
