import { plans, rateLimits } from "../generated/registries.ts";
import type { OperationRow } from "../operation-row.ts";
import type { Principal } from "../principal.ts";
import type { MockReaders, MockTransaction } from "../schema.ts";

/** Where a call stands in its limit. */
export interface RateLimitStatus {
  readonly policy: string;
  readonly quota: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  readonly resetsInSeconds: number;
  readonly exceeded: boolean;
  /** Whether the organization has used up what its plan allows in a calendar month. */
  readonly quotaExceeded: boolean;
}

/** Who shares a limit with whom. */
export interface RateLimitFacts {
  readonly row: OperationRow;
  readonly principal: Principal;
  /** The organization whose plan and window count, as far as the request names one that exists. */
  readonly organization: { readonly id: string; readonly plan: string } | undefined;
  readonly address: string | null;
  /** Stands for the e-mail address that a limit per address counts, and does not tell it. */
  readonly emailHash: string | undefined;
}

/** Whether the limit of an operation counts by the e-mail address in its body. */
export function countsByEmail(row: OperationRow): boolean {
  return rateLimits[row.rateLimit]?.partition === "email";
}

/** Counts a call against the limit of the key that it was made with, if the key has one. */
export function countKeyCall(tx: MockTransaction, principal: Principal, calls = 1): RateLimitStatus | undefined {
  const limit = principal.kind === "organization" ? tx.keys.get(principal.keyId)?.rateLimit : undefined;
  if (!limit || principal.kind !== "organization") return undefined;
  const windowMs = limit.windowSeconds * 1000;
  const window = Math.floor(tx.now / windowMs);
  const resetsAt = (window + 1) * windowMs;
  // Another window length is another count, or a change of the limit would start in the middle of a number.
  const count = increment(tx, windowId(`api_key/${limit.windowSeconds}`, principal.keyId, window), resetsAt, calls);
  return {
    policy: "api_key",
    quota: limit.requests,
    windowSeconds: limit.windowSeconds,
    remaining: Math.max(0, limit.requests - count),
    resetsInSeconds: Math.ceil((resetsAt - tx.now) / 1000),
    exceeded: count > limit.requests,
    quotaExceeded: false,
  };
}

/**
 * Notes a call of an operation that has to wait between two calls about one e-mail address. A call that comes too early
 * does not make the wait longer, so that nobody keeps another one waiting for ever.
 */
export function countCooldown(tx: MockTransaction, { row, emailHash }: RateLimitFacts): RateLimitStatus | undefined {
  const seconds = rateLimits[row.rateLimit]?.cooldownSeconds;
  if (seconds === undefined || emailHash === undefined) return undefined;
  const id = `cooldown:${row.id}:${emailHash}`;
  const until = tx.rateCounters.get(id)?.resetsAt ?? 0;
  const exceeded = until > tx.now;
  const resetsAt = exceeded ? until : tx.now + seconds * 1000;
  if (!exceeded) {
    tx.rateCounters.delete(id);
    tx.rateCounters.insert({ id, count: 1, resetsAt });
  }
  const resetsInSeconds = Math.ceil((resetsAt - tx.now) / 1000);
  return { policy: "auth_resend", quota: 1, windowSeconds: seconds, remaining: 0, resetsInSeconds, exceeded, quotaExceeded: false };
}

/**
 * Counts a call in its window and says how much is left. A refused call counts too: hammering does not help.
 *
 * @param calls how many calls it stands for
 */
export function countCall(tx: MockTransaction, facts: RateLimitFacts, calls = 1): RateLimitStatus {
  const policy = rateLimits[facts.row.rateLimit];
  if (!policy) throw new Error(`The operation ${facts.row.id} names an unknown rate limit`);
  const quota =
    policy.quota === "plan" ? (plans[facts.organization?.plan ?? "enterprise"]?.limits["apiCallsPerHour"] ?? Number.MAX_SAFE_INTEGER) : policy.quota;
  const windowMs = policy.windowSeconds * 1000;
  const window = Math.floor(tx.now / windowMs);
  const resetsAt = (window + 1) * windowMs;
  const count = increment(tx, windowId(facts.row.rateLimit, partitionOf(policy.partition, facts), window), resetsAt, calls);
  return {
    policy: facts.row.rateLimit,
    quota,
    windowSeconds: policy.windowSeconds,
    remaining: Math.max(0, quota - count),
    resetsInSeconds: Math.ceil((resetsAt - tx.now) / 1000),
    exceeded: count > quota,
    quotaExceeded: policy.quota === "plan" && facts.organization !== undefined && countMonth(tx, facts.organization, calls),
  };
}

/** The calls of an organization in the hourly window and in the calendar month, this one among them. */
export function callsOf(read: MockReaders, organizationId: string, now: number): { readonly hour: number; readonly month: number } {
  const windowMs = rateLimits["api"]!.windowSeconds * 1000;
  const hour = read.rateCounters.get(windowId("api", organizationId, Math.floor(now / windowMs)));
  return { hour: hour?.count ?? 0, month: read.rateCounters.get(monthId(organizationId, now))?.count ?? 0 };
}

/** Counts a call in the calendar month (UTC) and says whether it is one too many. */
function countMonth(tx: MockTransaction, organization: { readonly id: string; readonly plan: string }, calls: number): boolean {
  const date = new Date(tx.now);
  const count = increment(tx, monthId(organization.id, tx.now), Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1), calls);
  const quota = plans[organization.plan]?.limits["apiCallsPerMonth"] ?? null;
  return quota !== null && count > quota;
}

function increment(tx: MockTransaction, id: string, resetsAt: number, calls: number): number {
  const row = tx.rateCounters.get(id);
  const count = (row?.count ?? 0) + calls;
  if (row) tx.rateCounters.update(id, { count });
  else {
    for (const old of tx.rateCounters.scan("byReset", [], { before: [tx.now], limit: 20 }).toArray()) tx.rateCounters.delete(old.id);
    tx.rateCounters.insert({ id, count, resetsAt });
  }
  return count;
}

function windowId(policy: string, partition: string, window: number): string {
  return `${policy}:${partition}:${window}`;
}

function monthId(organizationId: string, now: number): string {
  const date = new Date(now);
  return `month:${organizationId}:${date.getUTCFullYear()}-${date.getUTCMonth() + 1}`;
}

function partitionOf(partition: "organization" | "address" | "email", facts: RateLimitFacts): string {
  if (partition === "email" && facts.emailHash !== undefined) return `email:${facts.emailHash}`;
  if (partition === "organization" && facts.organization) return facts.organization.id;
  const { principal } = facts;
  if (principal.kind === "user") return principal.userId;
  if (principal.kind === "environment" || principal.kind === "organization") return principal.keyId;
  return `address:${facts.address ?? "unknown"}`;
}

/** Of several counts by the same limit the one with the least left: headers name each limit once. */
export function tightest(statuses: readonly RateLimitStatus[]): readonly RateLimitStatus[] {
  const byPolicy = new Map<string, RateLimitStatus>();
  for (const status of statuses) {
    const before = byPolicy.get(status.policy);
    if (!before || status.remaining < before.remaining || (status.exceeded && !before.exceeded) || (status.quotaExceeded && !before.quotaExceeded))
      byPolicy.set(status.policy, status);
  }
  return [...byPolicy.values()];
}

/** Adds the RateLimit header fields (IETF draft, structured fields), an item for each limit that applies. */
export function addRateLimitHeaders(headers: Record<string, string>, statuses: readonly RateLimitStatus[]): void {
  headers["ratelimit-policy"] = statuses.map(({ policy, quota, windowSeconds }) => `"${policy}";q=${quota};w=${windowSeconds}`).join(", ");
  headers["ratelimit"] = statuses.map(({ policy, remaining, resetsInSeconds }) => `"${policy}";r=${remaining};t=${resetsInSeconds}`).join(", ");
}
