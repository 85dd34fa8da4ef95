/** Keys of organizations that programs present to a server. */

import { type Clock, type Fetch, createClient } from "@plinto/core";
import { verifyApiKey } from "@plinto/core/operations";
import { BoundedMap } from "../bounded-map.ts";
import { configError, refuseSecretInBrowser } from "../errors.ts";
import { patience, untold } from "../patience.ts";
import { systemClock } from "../platform.ts";
import type { PermissionName } from "../register.ts";
import type { ApiKeyAuth, SignedOutAuth, UnavailableAuth } from "./auth.ts";

/** Options of {@link createApiKeyVerifier}. */
export interface ApiKeyVerifierOptions {
  /** Where the API stands. */
  baseUrl: string;
  /** `sk_…`, for keys of any organization, or `ok_…` with `apikeys:read`, for those of its own. */
  secretKey: string;
  /** The network. Default: the global `fetch`. */
  fetch?: Fetch;
  /** Time. Default: the system's. */
  clock?: Clock;
  /**
   * Seconds that an answer counts: so long a key that was revoked may go on, and its uses are counted once. Default 0: the
   * API is asked for each request.
   */
  maxAgeSeconds?: number;
}

/** Verifies keys of organizations. */
export interface ApiKeyVerifier {
  /** Whether a credential looks like such a key. */
  isApiKey(credential: string): boolean;
  /** Says what a key is worth. Never rejects. */
  verify(key: string): Promise<ApiKeyAuth | SignedOutAuth | UnavailableAuth>;
}

const form = /^ok_[a-z]+_[A-Za-z0-9]{1,400}$/;

/**
 * Makes a verifier of the keys that organizations make for their programs.
 *
 * @throws `PlintoError` of kind `config`: `option_invalid`, `secret_key_in_browser`, `base_url_invalid`, `key_kind_mismatch`
 * @example
 * const apiKeys = createApiKeyVerifier({ baseUrl, secretKey });
 * const auth = await authenticateRequest(request, { verifier, apiKeys });
 * if (auth.status === "signed-in" && auth.type === "api-key") console.log(auth.keyId, auth.scopes);
 *
 * Source: operation `verifyApiKey`.
 */
export function createApiKeyVerifier({ baseUrl, secretKey, fetch, clock = systemClock, maxAgeSeconds = 0 }: ApiKeyVerifierOptions): ApiKeyVerifier {
  if (!secretKey) throw configError("option_invalid", "createApiKeyVerifier needs a secretKey: the API tells servers alone what a key is worth");
  if (!(maxAgeSeconds >= 0)) throw configError("option_invalid", "maxAgeSeconds must be a number of seconds, 0 or more");
  refuseSecretInBrowser(secretKey);
  const client = createClient({ baseUrl, secretKey, clock, ...(fetch && { fetch }) });
  const kept = new BoundedMap<string, { readonly answer: ReturnType<ApiKeyVerifier["verify"]>; readonly at: number }>(10_000);

  const ask = async (key: string): Promise<ApiKeyAuth | SignedOutAuth | UnavailableAuth> => {
    const result = await verifyApiKey(client, { key }, patience).safe();
    if (!result.ok) return { status: "unavailable", reason: "api_keys_unavailable", ...untold("what the key is worth", result.error) };
    const { valid, code, keyId, organizationId, name, scopes, createdByUserId } = result.data;
    if (!valid || keyId === null || organizationId === null)
      return { status: "signed-out", reason: code ?? "api_key_invalid", message: `The API key is refused (${code ?? "api_key_invalid"}).` };
    return apiKeyAuth({ keyId, organizationId, name, scopes: scopes as PermissionName[], createdByUserId });
  };

  return {
    isApiKey: (credential) => credential.startsWith("ok_"),
    async verify(key) {
      if (!form.test(key)) return { status: "signed-out", reason: "api_key_invalid", message: "The API key is refused (api_key_invalid)." };
      const found = kept.get(key);
      if (found && Math.abs(clock.now() - found.at) < maxAgeSeconds * 1000) return found.answer;
      const answer = ask(key);
      if (maxAgeSeconds > 0) {
        kept.set(key, { answer, at: clock.now() });
        void answer.then(({ status }) => status === "unavailable" && kept.delete(key));
      }
      return answer;
    },
  };
}

function apiKeyAuth(facts: Pick<ApiKeyAuth, "keyId" | "organizationId" | "name" | "scopes" | "createdByUserId">): ApiKeyAuth {
  const decide: ApiKeyAuth["decide"] = async ({ permission, organizationId = facts.organizationId }) => {
    if (organizationId !== facts.organizationId) return { allowed: false, reason: "not_found" };
    const allowed = facts.scopes.includes(permission);
    return { allowed, reason: allowed ? "granted" : "not_granted" };
  };
  return { status: "signed-in", reason: null, type: "api-key", ...facts, decide, has: async (question) => (await decide(question)).allowed };
}
