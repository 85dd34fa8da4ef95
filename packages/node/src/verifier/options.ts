/** The options of a verifier, checked and completed. */

import { type Clock, type Fetch, createClient } from "@plinto/core";
import type { Client } from "@plinto/core/client";
import { configError, refuseSecretInBrowser } from "../errors.ts";
import { systemClock } from "../platform.ts";
import type { KeySetTimes } from "./key-set.ts";

/** Options of `createTokenVerifier`. */
export interface TokenVerifierOptions {
  /** Who issues the tokens (`iss`): the base URL of the API. */
  issuer: string;
  /** Whom tokens have to be for (`aud`). Default: the issuer, which is what the API issues when nobody asks for another. */
  audience?: string;
  /** Where the API stands. Default: the issuer. */
  baseUrl?: string;
  /**
   * Where keys come from. `environment`: one set for all. `per-organization`: a token of an organization is verified with
   * that organization's set, so that no organization's key verifies a token of another. Anybody can write names into tokens:
   * of organizations whose keys were never seen, 20 are asked about in `keysCooldownSeconds`, and those that a key of the
   * environment has signed. Default `environment`.
   */
  tenantKeys?: "environment" | "per-organization";
  /**
   * How sessions that were ended are found. `none`: not before the token ends, after five minutes as a rule.
   * `introspect`: the API is asked for each token, which takes a `secretKey`. Default `none`. The verifier of
   * `@plinto/node/realtime` hears of them instead.
   */
  revocation?: "none" | "introspect";
  /** `sk_…`: for introspection, and to ask what users may whose tokens are for another `audience` than the API. */
  secretKey?: string;
  /** `pk_…`: names the environment in calls without a credential. */
  publishableKey?: string;
  /** The network. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Time. Default: the system's. */
  clock?: Clock;
  /** Takes tokens that a mock has signed. In tests only: everybody has a mock's private keys. Default false. */
  allowMockKeys?: boolean;
  /** Seconds by which clocks may differ. Default 60. */
  leewaySeconds?: number;
  /** Seconds that keys are used without asking. Default 300. */
  keysMaxAgeSeconds?: number;
  /**
   * Seconds that keys are used while they are being asked for anew, and while they cannot be had: so long a key that was
   * withdrawn may go on verifying. Default 3,600.
   */
  keysMaxStaleSeconds?: number;
  /** So often, at most, a key that is not in the set is looked for, in seconds. Default 30. */
  keysCooldownSeconds?: number;
}

/** Options that are complete. */
export interface VerifierSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly perOrganization: boolean;
  readonly introspects: boolean;
  readonly allowMockKeys: boolean;
  readonly leewaySeconds: number;
  readonly times: KeySetTimes;
  readonly clock: Clock;
  /** Asks without a credential. */
  readonly client: Client;
  /** Asks with the secret key, where there is one. */
  readonly serverClient: Client | undefined;
}

const known: readonly (keyof TokenVerifierOptions)[] = [
  "issuer",
  "audience",
  "baseUrl",
  "tenantKeys",
  "revocation",
  "secretKey",
  "publishableKey",
  "fetch",
  "clock",
  "allowMockKeys",
  "leewaySeconds",
  "keysMaxAgeSeconds",
  "keysMaxStaleSeconds",
  "keysCooldownSeconds",
];

/** Checks and completes the options. @throws `PlintoError` `option_invalid`, `secret_key_in_browser`, and what `createClient` throws */
export function readVerifierOptions(options: TokenVerifierOptions): VerifierSettings {
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) throw invalid(`Unknown option ${name}; options are ${known.join(", ")}`);
  }
  const { issuer, tenantKeys = "environment", revocation = "none", secretKey, publishableKey, clock = systemClock, fetch, allowMockKeys = false } = options;
  const { leewaySeconds = 60, keysMaxAgeSeconds = 300, keysMaxStaleSeconds = 3_600, keysCooldownSeconds = 30 } = options;
  if (typeof issuer !== "string" || !/^https?:\/\//.test(issuer)) throw invalid("issuer must be the URL that tokens name as iss: the base URL of the API");
  if (tenantKeys !== "environment" && tenantKeys !== "per-organization") throw invalid('tenantKeys must be "environment" or "per-organization"');
  if ((revocation as string) === "stream") throw invalid('revocation: "stream" is of another door: import createTokenVerifier from "@plinto/node/realtime"');
  if (revocation !== "none" && revocation !== "introspect") throw invalid('revocation must be "none" or "introspect"');
  if (revocation === "introspect" && !secretKey) throw invalid('revocation: "introspect" needs a secretKey: the API tells servers alone what a token is worth');
  for (const [name, value] of Object.entries({ leewaySeconds, keysMaxAgeSeconds, keysMaxStaleSeconds, keysCooldownSeconds })) {
    if (!(value >= 0 && Number.isFinite(value))) throw invalid(`${name} must be a number of seconds, 0 or more`);
  }
  refuseSecretInBrowser(secretKey);
  const transport = { baseUrl: options.baseUrl ?? issuer, clock, ...(fetch && { fetch }), ...(publishableKey && { publishableKey }) };
  return {
    issuer,
    audience: options.audience ?? issuer,
    perOrganization: tenantKeys === "per-organization",
    introspects: revocation === "introspect",
    allowMockKeys,
    leewaySeconds,
    times: { maxAgeMs: keysMaxAgeSeconds * 1000, maxStaleMs: Math.max(keysMaxStaleSeconds, keysMaxAgeSeconds) * 1000, cooldownMs: keysCooldownSeconds * 1000 },
    clock,
    client: createClient(transport),
    serverClient: secretKey ? createClient({ ...transport, secretKey }) : undefined,
  };
}

function invalid(message: string): Error {
  return configError("option_invalid", message);
}
