import type { MfaFactorOption } from "@plinto/spec";
import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import type { PasskeyRow } from "../passkeys/table.ts";
import type { MfaFactorRow } from "./table.ts";

export type MfaMethod = "totp" | "passkey" | "recovery_code";
export type MfaFactorKind = "totp" | "passkey";

/** The authenticator apps of a person as they stand: the one in use, and one that waits for its first code. */
export function appsOf(read: MockReaders, userId: string, now: number): MfaFactorRow[] {
  return read.mfaFactors
    .scan("byUser", [userId])
    .toArray()
    .filter((row) => row.expiresAt === null || row.expiresAt > now);
}

/** The authenticator app that a person uses. */
export function activeApp(read: MockReaders, userId: string): MfaFactorRow | undefined {
  return read.mfaFactors
    .scan("byUser", [userId])
    .toArray()
    .find((row) => row.status === "active");
}

/** The factors that a person has, whether or not the environment has their kinds switched on. */
export function factorsOf(read: MockReaders, userId: string): (MfaFactorRow | PasskeyRow)[] {
  const app = activeApp(read, userId);
  return [...(app ? [app] : []), ...read.passkeys.scan("byUser", [userId]).toArray()];
}

/** What a person can prove a second factor with, the best first; nothing while no factor of hers is switched on. */
export function proofOptions(read: MockReaders, { authMethods }: EnvironmentRow, userId: string): MfaFactorOption[] {
  const passkeys = authMethods.passkey ? read.passkeys.scan("byUser", [userId]).toArray() : [];
  const app = authMethods.totp ? activeApp(read, userId) : undefined;
  if (passkeys.length === 0 && !app) return [];
  const codes = read.recoveryCodeSets.find("user", userId);
  return [
    ...passkeys.map(({ id, name }) => ({ kind: "passkey", factorId: id, name })),
    ...(app ? [{ kind: "totp", factorId: app.id, name: null }] : []),
    ...(codes && codes.hashes.length > 0 ? [{ kind: "recovery_code", factorId: null, name: null }] : []),
  ];
}

/** The ways of `proofOptions`, each once. */
export function proofMethods(read: MockReaders, environment: EnvironmentRow, userId: string): MfaMethod[] {
  return [...new Set(proofOptions(read, environment, userId).map(({ kind }) => kind as MfaMethod))];
}

/** The kinds of factors that can be set up. */
export function enrollableKinds({ authMethods }: EnvironmentRow): MfaFactorKind[] {
  return [...(authMethods.totp ? (["totp"] as const) : []), ...(authMethods.passkey ? (["passkey"] as const) : [])];
}
