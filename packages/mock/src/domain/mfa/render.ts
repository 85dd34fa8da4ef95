import type { MfaFactor, RecoveryCodeState } from "@plinto/spec";
import type { EventFacts } from "../events/emit.ts";
import type { PasskeyRow } from "../passkeys/table.ts";
import type { MfaFactorRow, RecoveryCodeSetRow } from "./table.ts";

/** What a factor looks like. A passkey is one under its own id. The secret is never shown. */
export function renderFactor(row: MfaFactorRow | PasskeyRow): MfaFactor {
  const { id, userId, lastUsedAt, version, createdAt, updatedAt } = row;
  const kind = "secret" in row ? { kind: row.kind, status: row.status, name: null } : { kind: "passkey", status: "active", name: row.name };
  return { id, userId, ...kind, lastUsedAt, version, createdAt, updatedAt };
}

/** What is left of the recovery codes. */
export function renderCodeState({ userId, hashes, generatedAt }: RecoveryCodeSetRow): RecoveryCodeState {
  return { userId, remaining: hashes.length, generatedAt };
}

/** The event facts of an authenticator app; it is the person's. */
export function factorFacts(row: MfaFactorRow): EventFacts {
  return { organizationId: null, target: { type: "mfa_factor", id: row.id, version: row.version }, data: renderFactor(row), userId: row.userId };
}

/** The event facts of recovery codes; they are the person's. */
export function codeFacts(row: RecoveryCodeSetRow): EventFacts {
  return { organizationId: null, target: { type: "user", id: row.userId }, data: renderCodeState(row), userId: row.userId };
}
