/** The options of a client, checked and completed. */

import type { RetryOptions } from "./call-options.ts";
import { configError } from "./errors.ts";
import { type HookListeners, createHooks } from "./hooks.ts";
import { type LoggerOptions, createLog } from "./logger.ts";
import { isBrowser, systemClock, systemFetch, systemRandom } from "./platform.ts";
import type { Clock, Fetch, Random } from "./ports.ts";
import type { Transport } from "./transport/stage.ts";

/**
 * Options that `createClient` and `createPlinto` share.
 *
 * @example
 * createClient({ baseUrl: "https://api.example.com", secretKey, timeoutMs: 10_000, retry: { retries: 4 } });
 */
export interface TransportOptions {
  /** Absolute http(s) URL of the API, without query and fragment; a path is kept. */
  baseUrl: string;
  /** `pk_…`: names the environment; sent as `Plinto-Publishable-Key`; carries no rights. */
  publishableKey?: string;
  /** `sk_…` or `ok_…`: sent as bearer. For servers only. */
  secretKey?: string;
  /** Allows `secretKey` in a browser, where every visitor can read it. Default false. */
  allowSecretKeyInBrowser?: boolean;
  /** The network. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Time. Default: the system's. */
  clock?: Clock;
  /** Randomness. Default: Web Crypto. */
  random?: Random;
  /** How calls are repeated. Defaults: 2 retries, 500 ms doubling up to 8,000 ms, full jitter. */
  retry?: Partial<RetryOptions>;
  /** Milliseconds for one attempt, reading the body included. Default 30,000. */
  timeoutMs?: number;
  /** Milliseconds for a whole call, retries, waiting and a refresh of the session included. Default 90,000. */
  deadlineMs?: number;
  /** Level and destination of the log. Default: warnings to the console. */
  logger?: LoggerOptions;
  /** Listeners for every call; more can be added with `hooks.on`. */
  hooks?: HookListeners;
  /** WebSocket constructor for packages that open sockets over this client. This package never uses it. */
  WebSocket?: unknown;
}

/** Every option of the package: `createClient` takes the object made for `createPlinto` and leaves the session aside. */
const KNOWN =
  "baseUrl publishableKey secretKey allowSecretKeyInBrowser fetch clock random retry timeoutMs deadlineMs logger hooks WebSocket storage locks channel sessionEndpoint onStepUp".split(
    " ",
  );

/** Checks and completes the options. @throws `PlintoError` of kind `config`, one code per cause. */
export function resolveTransport(options: TransportOptions): Transport {
  for (const name of Object.keys(options)) {
    if (!KNOWN.includes(name)) throw configError("option_unknown", `Unknown option ${name}; options are ${KNOWN.join(", ")}`);
  }
  const { baseUrl, publishableKey, secretKey, clock = systemClock, timeoutMs = 30_000, deadlineMs = 90_000 } = options;
  const retry = { retries: 2, minDelayMs: 500, maxDelayMs: 8_000, ...options.retry };
  // User names, queries and fragments would end up in the middle of every URL, and in logs.
  if (typeof baseUrl !== "string" || !/^https?:\/\/[^/@?#\s]+(\/[^?#\s]*)?$/.test(baseUrl)) {
    throw configError("base_url_invalid", "baseUrl must be an http(s) URL without user, query and fragment");
  }
  checkNumbers({ timeoutMs, deadlineMs, ...retry });
  if (/^(pk_|$)/.test(secretKey as string) || !/^pk_./.test(publishableKey ?? "pk_x")) {
    throw configError("key_kind_mismatch", "publishableKey must begin with pk_, secretKey must not");
  }
  if (secretKey && !options.allowSecretKeyInBrowser && isBrowser()) {
    throw configError("secret_key_in_browser", "Visitors could read this secretKey: use publishableKey");
  }
  const log = createLog(options.logger, clock);
  return {
    baseUrl: baseUrl.replace(/\/+$/, ""),
    publishableKey: publishableKey && checkCredential(publishableKey),
    authorization: secretKey ? bearer(secretKey) : undefined,
    clock,
    timeoutMs,
    deadlineMs,
    log,
    fetch: options.fetch ?? systemFetch,
    random: options.random ?? systemRandom,
    retry,
    hooks: createHooks(options.hooks ?? {}, log),
    WebSocket: options.WebSocket,
    deprecated: new Set(),
  };
}

/**
 * Numbers of the options, of a client or of a call: a time of 0 would be none, beyond 2^31 ms timers fire at once, and
 * what is no number at all compares as false wherever it arrives.
 *
 * @throws `PlintoError` `option_invalid`.
 */
export function checkNumbers(numbers: object): void {
  for (const [name, value] of Object.entries(numbers)) {
    const least = +/^[td]/.test(name);
    if (!(typeof value === "number" && value >= least && value < 2 ** 31))
      throw configError("option_invalid", `${name} must be a number from ${least} to 2^31`);
  }
}

/** An `Authorization` that never changes; a function, so that printing a client does not print it. */
export function bearer(credential: string): () => string {
  checkCredential(credential);
  return () => `Bearer ${credential}`;
}

/** Text that a header can carry as it is. */
export const FITS_HEADER: RegExp = /^[!-~]+$/;

/** @throws `PlintoError` `credential_malformed` for what no header can carry: fetch would print it. */
export function checkCredential(credential: string): string {
  // A token that is not there yet would be sent as "undefined".
  if (FITS_HEADER.test(credential ?? "")) return credential;
  throw configError("credential_malformed", "A key, token or id is missing or has spaces or line ends");
}
