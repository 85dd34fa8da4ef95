/** The options of an endpoint, checked and completed. */

import type { Clock, Fetch, Random } from "@plinto/core";
import { configError } from "../errors.ts";
import { systemClock, systemFetch, systemRandom } from "../platform.ts";
import { type CookieNames, cookieNames } from "./cookies.ts";

/** Options of `createSessionEndpoint`. */
export interface SessionEndpointOptions {
  /** Where the API stands. */
  baseUrl: string;
  /** `pk_…`: names the environment where the page does not. */
  publishableKey?: string;
  /** The origins of your pages, such as `https://app.example.com`. Default: the host that the request names, by https; on one's own machine by http too. */
  origins?: readonly string[];
  /** How the cookies are called: `__Host-<name>-refresh`. Default `plinto`. */
  cookieName?: string;
  /**
   * Keeps the access token in a cookie too, as long as it is good, for servers that render pages: `restore` takes it from
   * there. Default false.
   */
  accessCookie?: boolean;
  /** The network. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Time. Default: the system's. */
  clock?: Clock;
  /** Randomness, for the name of a device. Default: Web Crypto. */
  random?: Random;
  /** Milliseconds that the API may take. Default 30,000. */
  timeoutMs?: number;
}

/** Options that are complete. */
export interface EndpointSettings extends Required<Pick<SessionEndpointOptions, "baseUrl" | "accessCookie" | "fetch" | "clock" | "random" | "timeoutMs">> {
  readonly publishableKey: string | undefined;
  readonly origins: readonly string[] | undefined;
  readonly names: CookieNames;
}

/** Checks and completes the options. @throws `PlintoError` `option_invalid` */
export function readEndpointOptions(options: SessionEndpointOptions): EndpointSettings {
  const { baseUrl, publishableKey, origins, cookieName = "plinto", accessCookie = false } = options;
  const { fetch = systemFetch, clock = systemClock, random = systemRandom, timeoutMs = 30_000 } = options;
  if (typeof baseUrl !== "string" || !/^https?:\/\/[^/@?#\s]+(\/[^?#\s]*)?$/.test(baseUrl))
    throw configError("option_invalid", "baseUrl must be an http(s) URL without user, query and fragment");
  if (!/^[a-z0-9-]{1,64}$/.test(cookieName)) throw configError("option_invalid", "cookieName must be 1 to 64 lower-case letters, digits and hyphens");
  for (const origin of origins ?? []) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw configError("option_invalid", `origins has ${JSON.stringify(origin)}, which is no origin such as https://app.example.com`);
  }
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw configError("option_invalid", "timeoutMs must be a number from 1 to 2^31");
  return { baseUrl: baseUrl.replace(/\/+$/, ""), publishableKey, origins, names: cookieNames(cookieName), accessCookie, fetch, clock, random, timeoutMs };
}
