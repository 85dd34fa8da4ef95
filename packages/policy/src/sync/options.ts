/** How a policy client is made. */

import type { DecisionCache } from "../cache.ts";
import type { Budget } from "../decision.ts";
import { isBrowser, systemClock, systemFetch, systemRandom } from "../platform.ts";
import type { SavedBundle } from "./bundle-source.ts";
import type { RandomBytes } from "./back-off.ts";
import type { KeySetDocument } from "./key-set.ts";
import type { Clock, Fetch } from "./ports.ts";
import { refusal } from "./refusal.ts";
import type { ReportOptions } from "./reporter.ts";

/** How a policy client is made. */
export interface PolicyClientOptions {
  /** Where the API is: `https://api.plinto.dev`. */
  readonly baseUrl: string;
  /** A key of the environment or of the organization with `policies:read`; a function is asked at each request. */
  readonly secretKey: string | (() => string | Promise<string>);
  /** The organization whose policies decide. */
  readonly organizationId: string;
  /** The global `fetch` when absent. */
  readonly fetch?: Fetch;
  /** The clock of the machine when absent. */
  readonly clock?: Clock;
  /** So many fresh random bytes, for ids, keys and jitter. Web Crypto when absent. */
  readonly random?: RandomBytes;
  /** Seconds between two questions for a newer bundle, a tenth more or less by chance. 30 when absent; 0: only `refresh` and `ready` ask. */
  readonly pollIntervalSeconds?: number;
  /** Seconds that one request may take. 10 when absent. */
  readonly timeoutSeconds?: number;
  /**
   * What to do while no bundle can be fetched. `last_known`: decide by the one that is held, until `maxStaleSeconds`
   * have passed · `deny`: deny from the first failure on. `last_known` when absent. Denials have the reason
   * `bundle_stale`.
   */
  readonly onUnavailable?: "last_known" | "deny";
  /** Seconds after which a bundle that was not confirmed decides nothing any more. 300 when absent; `Infinity`: never. */
  readonly maxStaleSeconds?: number;
  /** Bytes of a bundle that are read at most: until its signature is verified anybody may have sent it. 33,554,432 (32 MiB) when absent. */
  readonly maxBundleBytes?: number;
  /** Which decisions are reported to the API; false: none. All denials and one allowed question in a hundred when absent. */
  readonly reportEvaluations?: ReportOptions | false;
  /** A bundle that `save` gave, so that decisions need not wait for the network. Verified as any other. */
  readonly bundle?: SavedBundle;
  /** Keys of the issuer known from the start, as `/.well-known/jwks.json` answers them. Fetched when absent. */
  readonly keys?: KeySetDocument;
  /** Whether bundles are believed that a mock has signed: its keys are public. False when absent. */
  readonly allowMockKeys?: boolean;
  /** Whether a secret key may stand in a page, where everybody reads it. False when absent. */
  readonly allowSecretKeyInBrowser?: boolean;
  /** Keeps decisions. None are kept when absent. */
  readonly cache?: DecisionCache;
  /** What one decision may cost. */
  readonly budget?: Budget;
}

/** Options that were checked, with the defaults. */
export interface CheckedOptions {
  readonly baseUrl: string;
  readonly secretKey: () => string | Promise<string>;
  readonly organizationId: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly onUnavailable: "last_known" | "deny";
  readonly maxStaleMs: number;
  readonly maxBundleBytes: number;
  readonly reports: Required<ReportOptions> | undefined;
}

/**
 * Checks options and fills in defaults.
 *
 * @throws PolicyError `option_invalid`
 */
export function checkOptions(options: PolicyClientOptions): CheckedOptions {
  const { baseUrl, secretKey, organizationId, onUnavailable = "last_known", allowSecretKeyInBrowser = false, reportEvaluations = {} } = options;
  const { pollIntervalSeconds = 30, timeoutSeconds = 10, maxStaleSeconds = 300, maxBundleBytes = 33_554_432 } = options;
  if (typeof baseUrl !== "string" || !/^https?:\/\/[^/?#\s]+[^?#\s]*$/.test(baseUrl)) throw wrong("baseUrl", "an address such as https://api.plinto.dev");
  if (typeof secretKey !== "function" && (typeof secretKey !== "string" || secretKey === ""))
    throw wrong("secretKey", "a secret key, or a function that gives one");
  if (isBrowser() && !allowSecretKeyInBrowser)
    throw refusal("option_invalid", "A secret key in a page is everybody's. Decide on a server, or say allowSecretKeyInBrowser: true where the API is a mock.");
  if (typeof organizationId !== "string" || organizationId === "") throw wrong("organizationId", "the id of an organization");
  if (onUnavailable !== "last_known" && onUnavailable !== "deny") throw wrong("onUnavailable", '"last_known" or "deny"');
  if (!(pollIntervalSeconds === 0 || inRange(pollIntervalSeconds, 1, 86_400))) throw wrong("pollIntervalSeconds", "0, or 1 to 86,400");
  if (!inRange(timeoutSeconds, 0.001, 600)) throw wrong("timeoutSeconds", "above 0 and at most 600");
  if (!inRange(maxStaleSeconds, 0, Infinity)) throw wrong("maxStaleSeconds", "0 or more");
  if (!(Number.isInteger(maxBundleBytes) && inRange(maxBundleBytes, 1_024, 2_147_483_647)))
    throw wrong("maxBundleBytes", "a whole number, 1,024 to 2,147,483,647");
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    secretKey: typeof secretKey === "function" ? secretKey : () => secretKey,
    organizationId,
    fetch: options.fetch ?? systemFetch,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    pollMs: pollIntervalSeconds * 1000,
    timeoutMs: timeoutSeconds * 1000,
    onUnavailable,
    maxStaleMs: maxStaleSeconds * 1000,
    maxBundleBytes,
    reports: reportEvaluations === false ? undefined : checkReports(reportEvaluations),
  };
}

function checkReports({ sampleRate = 0.01, batchSize = 100, flushSeconds = 5 }: ReportOptions): Required<ReportOptions> {
  if (!inRange(sampleRate, 0, 1)) throw wrong("reportEvaluations.sampleRate", "0 to 1");
  if (!(Number.isInteger(batchSize) && inRange(batchSize, 1, 100))) throw wrong("reportEvaluations.batchSize", "a whole number, 1 to 100");
  if (!inRange(flushSeconds, 0.001, 3_600)) throw wrong("reportEvaluations.flushSeconds", "above 0 and at most 3,600");
  return { sampleRate, batchSize, flushSeconds };
}

function inRange(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}

function wrong(name: string, wanted: string): Error {
  return refusal("option_invalid", `${name} has to be ${wanted}.`);
}
