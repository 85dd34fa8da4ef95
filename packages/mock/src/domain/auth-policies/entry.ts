import { parseTimestamp } from "../../kernel/timestamp.ts";
import { refuse, type Refusal } from "../../kernel/transaction.ts";
import type { MockReaders } from "../../schema.ts";
import type { EnvironmentRow } from "../environment/table.ts";
import { mfaRefusal, noFactorRefusal, type MfaRequiredRefusal } from "../mfa/requirement.ts";
import { stepUpChallenge, type StepUpChallenge } from "../sessions/challenge.ts";
import type { SessionRow } from "../sessions/table.ts";
import type { UserRow } from "../users/table.ts";
import { firstFactorsOf } from "./first-factors.ts";
import { isInRanges } from "./ip-range.ts";
import { policyOf } from "./policy.ts";
import type { AuthMethod, AuthPolicy } from "./table.ts";

/** How recent the authentication has to be for an organization that put the session out. */
const barredStepUpSeconds = 600;

/** What an organization looks at in somebody who signs in. */
export interface Entrant {
  readonly firstFactors: readonly AuthMethod[];
  /** `amr` (RFC 8176). */
  readonly authenticationMethods: readonly string[];
  /** Where the call came from. */
  readonly address: string | null;
}

/** Somebody who has proved this much of a sign-in. */
export function entrantOf(
  { method, authenticationMethods }: { readonly method: string | null; readonly authenticationMethods: readonly string[] },
  { address }: { readonly address: string | null },
): Entrant {
  return { firstFactors: firstFactorsOf(method, authenticationMethods), authenticationMethods, address };
}

export type NetworkRefusal = Refusal<"ip_not_allowed", { readonly detail: string }>;

export type EntryRefusal = NetworkRefusal | Refusal<"auth_method_not_allowed", { readonly methods: AuthMethod[] }>;

/** Why a policy does not let somebody in who signs in or is signed in, as far as no second factor and no time is concerned. */
export function entryRefusal(policy: AuthPolicy, { firstFactors, authenticationMethods, address }: Entrant): EntryRefusal | undefined {
  const closed = networkRefusal(policy, address);
  if (closed) return closed;
  const counts = (method: AuthMethod): boolean =>
    policy.allowedMethods.includes(method) && (method !== "passkey" || passkeyCounts(policy, authenticationMethods));
  return firstFactors.some(counts) ? undefined : refuse("auth_method_not_allowed", { methods: [...policy.allowedMethods] });
}

/** Why an organization would not let somebody in whose account is about to be made. Asked first: a refusal after that would leave the account behind. */
export function newcomerRefusal(
  read: MockReaders,
  environment: EnvironmentRow,
  organizationId: string,
  entrant: Entrant,
): EntryRefusal | MfaRequiredRefusal | undefined {
  const policy = policyOf(read, organizationId);
  return entryRefusal(policy, entrant) ?? noFactorRefusal(environment, organizationId, policy);
}

/** Why a policy is closed to a network address. It is all that it asks of keys. */
export function networkRefusal({ ipRanges }: AuthPolicy, address: string | null): NetworkRefusal | undefined {
  if (ipRanges.length === 0 || isInRanges(address, ipRanges)) return undefined;
  const where = address === null ? "nothing tells where this call came from" : "this call came from another one";
  return refuse("ip_not_allowed", { detail: `The organization is open to some networks only, and ${where}. Use one of them or ask an administrator.` });
}

/** Whether a passkey that was proved counts: not where its user has to be verified and was not. */
export function passkeyCounts({ passkeyUserVerification }: AuthPolicy, authenticationMethods: readonly string[]): boolean {
  return passkeyUserVerification === "preferred" || authenticationMethods.includes("user");
}

/** A session that wants to enter an organization, or acts in it. */
export interface SessionEntry {
  readonly environment: EnvironmentRow;
  readonly user: UserRow;
  readonly session: SessionRow;
  readonly address: string | null;
  readonly now: number;
}

type StepUpRefusal = Refusal<"step_up_required", { readonly challenge: StepUpChallenge }>;

export type SessionEntryRefusal = EntryRefusal | MfaRequiredRefusal | StepUpRefusal;

/**
 * Why an organization does not let a session in. Asked at every call, so that what changes, the policy or the session,
 * counts from the next one on.
 */
export function sessionRefusal(read: MockReaders, organizationId: string, entry: SessionEntry): SessionEntryRefusal | undefined {
  const { session } = entry;
  const policy = policyOf(read, organizationId);
  if (!session.barredFrom.includes(organizationId)) return policyRefusal(read, organizationId, policy, entry);
  return networkRefusal(policy, entry.address) ?? stepUp(read, entry, barredStepUpSeconds);
}

/** Whether an organization lets a session in, from whatever network: that is judged where the call of its user arrives. */
export function letsIn(read: MockReaders, organizationId: string, entry: Omit<SessionEntry, "address">): boolean {
  const policy = { ...policyOf(read, organizationId), ipRanges: [] };
  return !entry.session.barredFrom.includes(organizationId) && policyRefusal(read, organizationId, policy, { ...entry, address: null }) === undefined;
}

/** Why a policy does not let a session in. */
export function policyRefusal(read: MockReaders, organizationId: string, policy: AuthPolicy, entry: SessionEntry): SessionEntryRefusal | undefined {
  const { session, environment, now } = entry;
  const { authenticationMethods } = session;
  // What was proved since, such as a passkey that was just made, shows in `amr` alone.
  const firstFactors = [...session.firstFactors, ...firstFactorsOf(null, authenticationMethods)];
  const refusal =
    entryRefusal(policy, { firstFactors, authenticationMethods, address: entry.address }) ?? mfaRefusal(read, environment, organizationId, policy, session);
  if (refusal) return refusal;
  const { maxAgeSeconds } = policy.session;
  if (maxAgeSeconds === null || now - parseTimestamp(session.authenticatedAt) <= maxAgeSeconds * 1000) return undefined;
  return stepUp(read, entry, maxAgeSeconds);
}

function stepUp(read: MockReaders, { environment, user, session }: SessionEntry, maxAgeSeconds: number): StepUpRefusal {
  return refuse("step_up_required", { challenge: stepUpChallenge(read, environment, { user, session }, maxAgeSeconds) });
}
