/** To a provider and back: what keeps a stranger's ticket out. */

import type { StorageArea } from "../ports.ts";
import { createProofKey } from "../proof-key.ts";
import { signInError } from "./sign-in-error.ts";

/** What goes with the browser: parameters of `startOAuth` and `linkIdentity`. */
export interface ProviderDeparture {
  readonly state: string;
  readonly codeChallenge: string;
}

/** What the browser has come back with: parameters of `exchangeOAuthTicket` and `confirmIdentityLink`. */
export interface ProviderReturn {
  readonly ticket: string;
  readonly codeVerifier: string;
}

/**
 * Begins a trip to a provider.
 *
 * @param keep Keeps the proof of this tab until {@link endProviderTrip}; call it when the browser is about to leave
 *
 * @example
 * const { keep, ...departure } = await beginProviderTrip(sessionStorage, "link");
 * const { url } = await plinto.identities.link({ provider: "google", redirectTo: location.href, ...departure });
 * keep();
 * location.assign(url);
 */
export async function beginProviderTrip(storage: StorageArea, name: string): Promise<ProviderDeparture & { readonly keep: () => void }> {
  const { codeVerifier, codeChallenge } = await createProofKey();
  const state = codeChallenge.slice(0, 16);
  return { state, codeChallenge, keep: () => storage.setItem(name, JSON.stringify({ state, codeVerifier })) };
}

/**
 * Ends a trip, with the address that the browser came back to. Only one that was begun in this tab counts: anybody can send
 * somebody to a page with a ticket, or with words to be shown. No text of the address ends up in an error.
 *
 * @throws `PlintoError` `provider_not_begun`; or the provider's refusal, such as `access_denied`
 *
 * @example
 * const { ticket, codeVerifier } = endProviderTrip(sessionStorage, "link", location.href);
 * await plinto.identities.confirmLink({ ticket, codeVerifier });
 */
export function endProviderTrip(storage: StorageArea, name: string, href: string): ProviderReturn {
  const query = new URL(href).searchParams;
  const [ticket, refusal] = [query.get("ticket"), query.get("error")];
  const { state, codeVerifier } = JSON.parse(storage.getItem(name) ?? "{}") as { state?: string; codeVerifier?: string };
  if (!(ticket || refusal) || !codeVerifier || state !== query.get("state"))
    throw signInError(
      "config",
      "provider_not_begun",
      "Nothing at a provider was begun in this tab: begin it here, with signInWithProvider or beginProviderTrip",
    );
  storage.removeItem(name);
  if (ticket) return { ticket, codeVerifier };
  const code = /^[a-z_]{1,64}$/.test(refusal!) ? refusal! : "provider_refused";
  throw signInError("api", code as "provider_refused", "The provider let nobody in: offer to try again");
}
