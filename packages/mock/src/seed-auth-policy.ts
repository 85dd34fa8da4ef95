import { authPolicyFaults, completePolicy } from "./domain/auth-policies/rules.ts";
import { formatTimestamp } from "./kernel/timestamp.ts";
import type { MockTransaction } from "./schema.ts";

/** What an organization of a seed asks of sessions. What is absent is the default, as in `setAuthPolicy`. */
export interface SeedAuthPolicy {
  /** The first factors that count. All when absent. */
  readonly allowedMethods?: readonly ("password" | "magic_link" | "otp" | "passkey" | "oauth")[];
  /** Whether a session needs a second factor. `optional` when absent. */
  readonly mfa?: "optional" | "required";
  /** Whether a passkey counts only with its user verified. `preferred` when absent. */
  readonly passkeyUserVerification?: "preferred" | "required";
  /** Whether a remembered device counts as the second factor. True when absent. */
  readonly rememberDevices?: boolean;
  /** How old an authentication may be, and how long a session may lie unused, in seconds. No limit when absent. */
  readonly session?: { readonly maxAgeSeconds?: number | null; readonly idleSeconds?: number | null };
  /** The networks that it is open to, in CIDR notation. All when absent. */
  readonly ipRanges?: readonly string[];
}

const fields = ["allowedMethods", "mfa", "passkeyUserVerification", "rememberDevices", "session", "ipRanges"];

/** Whether a value is a policy of a seed. */
export function isSeedAuthPolicy(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Object.keys(value).some((name) => !fields.includes(name))) return false;
  const { allowedMethods = [""], ipRanges = [], passkeyUserVerification, rememberDevices, session = {}, ...rest } = value as Record<string, unknown>;
  const isSeconds = (seconds: unknown): boolean => seconds === null || seconds === undefined || (Number.isSafeInteger(seconds) && (seconds as number) >= 300);
  if (!isTexts(allowedMethods) || allowedMethods.length === 0 || !isTexts(ipRanges)) return false;
  if (passkeyUserVerification !== undefined && passkeyUserVerification !== "preferred" && passkeyUserVerification !== "required") return false;
  if (rememberDevices !== undefined && typeof rememberDevices !== "boolean") return false;
  if (typeof session !== "object" || session === null || !Object.values(session).every(isSeconds)) return false;
  return authPolicyFaults({ ...rest, ipRanges, ...("allowedMethods" in value ? { allowedMethods } : {}) }).length === 0;
}

export const seedAuthPolicyInWords: string = `an object of ${fields.join(", ")}, as setAuthPolicy takes it`;

/** Writes the policy of an organization that is new. */
export function plantSeedAuthPolicy(tx: MockTransaction, organizationId: string, policy: SeedAuthPolicy): void {
  tx.authPolicies.insert({ ...completePolicy(policy), organizationId, version: 1, updatedAt: formatTimestamp(tx.now) });
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
