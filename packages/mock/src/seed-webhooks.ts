import { faultOfUrl } from "./domain/webhooks/address.ts";
import { unknownPatterns } from "./domain/webhooks/filter.ts";
import { headerFaults, headersTooMany } from "./domain/webhooks/headers.ts";
import { seedSalt, webhookSecret } from "./domain/webhooks/secret.ts";
import type { RetryPolicy } from "./domain/webhooks/table.ts";
import { insertWebhook } from "./domain/webhooks/webhook.ts";
import type { Derive } from "./kernel/secret.ts";
import { MockError } from "./mock-error.ts";
import type { MockTransaction } from "./schema.ts";
import type { SeedNames } from "./seed-names.ts";

/** An endpoint of a seed, with a `v1` secret that stays the same for as long as the seed's names do. */
export interface SeedWebhook {
  /** Whose events it gets, by the name in the seed. It is an endpoint of the environment when absent. */
  readonly organization?: string;
  /** Where deliveries go. `https://receiver.plinto.test/1` is the first receiver that `mock.webhooks.receiver()` opens. */
  readonly url: string;
  /** Types of events, groups such as `member.*`, or `*`. All that such an endpoint may get when absent. */
  readonly events?: readonly string[];
  readonly description?: string;
  /** None when absent. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  /** Whether events wait for those before them. False when absent. */
  readonly ordered?: boolean;
  /** In seconds. After 1, 5, 30, 300 and 1,800, with 30 for an answer, where absent. */
  readonly retryPolicy?: Partial<RetryPolicy>;
}

/** A seeded endpoint. */
export interface WebhookHandle {
  readonly id: string;
  /** What its deliveries are signed with, for a receiver to verify. */
  readonly secret: string;
}

/** The handle of an endpoint with this id. */
export function webhookHandle(id: string, organizationId: string | null, derive: Derive): WebhookHandle {
  return { id, secret: webhookSecret({ id, organizationId }, { generation: 1, issuedAt: "", salt: seedSalt, publicKey: null }, derive) };
}

export const seedHeadersInWords = "an object of texts without line breaks by header, 20 at most and none of them one that deliveries have by themselves";

export function areSeedHeaders(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const isPlain = ([name, text]: [string, unknown]): boolean => /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) && typeof text === "string" && /^[ -~]*$/.test(text);
  return Object.entries(value).every(isPlain) && headerFaults(value).length + headersTooMany(value).length === 0;
}

export const seedRetryPolicyInWords = "{ delaysSeconds, timeoutSeconds }: at most 10 whole numbers from 1 to 86400, and one from 1 to 30";

export function isSeedRetryPolicy(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { delaysSeconds = [], timeoutSeconds = 1, ...rest } = value as Readonly<Record<string, unknown>>;
  const isUpTo = (most: number, one: unknown): boolean => Number.isSafeInteger(one) && (one as number) >= 1 && (one as number) <= most;
  const areDelays = Array.isArray(delaysSeconds) && delaysSeconds.length <= 10 && delaysSeconds.every((one) => isUpTo(86_400, one));
  return Object.keys(rest).length === 0 && areDelays && isUpTo(30, timeoutSeconds);
}

/** Checks the endpoints of a seed before anything is made. Which addresses may be sent to is judged at each delivery. */
export function checkSeedWebhooks(webhooks: Readonly<Record<string, SeedWebhook>>, names: SeedNames): void {
  for (const [name, { organization, url, events }] of Object.entries(webhooks)) {
    const where = `webhooks.${name}`;
    if (organization !== undefined) names.organization(organization, `${where}.organization`);
    const fault = faultOfUrl(url, "any");
    if (fault !== undefined) throw new MockError("seed_invalid", `${where}.url is none that deliveries can go to. ${fault}`);
    const [unknown] = unknownPatterns(events ?? [], organization === undefined ? "environment" : "organization");
    if (unknown !== undefined) throw new MockError("seed_invalid", `${where}.events has ${JSON.stringify(unknown)}, which no event that it may get fits.`);
    if (events?.length === 0) throw new MockError("seed_invalid", `${where}.events is empty. Leave it out for every event.`);
  }
}

/** Writes the endpoints of a seed. */
export function plantSeedWebhooks(
  tx: MockTransaction,
  webhooks: Readonly<Record<string, SeedWebhook>>,
  handles: { readonly organizations: Readonly<Record<string, { readonly id: string }>>; readonly webhooks: Readonly<Record<string, WebhookHandle>> },
): void {
  for (const [name, { organization, events = ["*"], ...rest }] of Object.entries(webhooks)) {
    const organizationId = organization === undefined ? null : handles.organizations[organization]!.id;
    insertWebhook(tx, { ...rest, id: handles.webhooks[name]!.id, organizationId, events, salt: seedSalt, publicKey: null });
  }
}
