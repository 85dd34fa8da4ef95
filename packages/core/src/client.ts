/** A client without a session: what every operation function takes. */

import { type TransportOptions, resolveTransport } from "./options.ts";
import type { Client, Transport } from "./transport/stage.ts";

export type { Client };
export { type HttpClient, createHttp } from "./http.ts";

/**
 * Makes a client that holds no session: for servers with a secret key, and for bundles that carry only the operations
 * they call. It does not refresh tokens and does not act on step-up.
 *
 * @throws `PlintoError` of kind `config`: `option_unknown`, `option_invalid`, `base_url_invalid`, `key_kind_mismatch`,
 * `credential_malformed`, `secret_key_in_browser`.
 *
 * @example
 * import { createClient } from "@plinto/core/client";
 * import { createOrganization } from "@plinto/core/operations";
 *
 * const client = createClient({ baseUrl: "https://api.example.com", secretKey });
 * const organization = await createOrganization(client, { name: "Acme", slug: "acme" });
 */
export function createClient(options: TransportOptions): Client {
  return clientOver(resolveTransport(options));
}

/** Makes a client over a completed transport, for `forOrganization` and `withSession`. */
export function clientOver(transport: Transport, organizationId?: string): Client {
  const { baseUrl, hooks } = transport;
  return { baseUrl, hooks, organizationId, transport };
}
