/** The whole client. */

import { type PlintoMembers, type PlintoOptions, assemble } from "./assemble.ts";
import type { Facade, OrganizationScope } from "./generated/facade.ts";
import { tree } from "./generated/tree.ts";
import type { Client } from "./transport/stage.ts";

/** Every resource as a property, with session, step-up and escape hatch. Takes the place of a `Client` everywhere. */
export interface Plinto extends Facade, PlintoMembers<Facade, OrganizationScope> {
  readonly transport: Client["transport"];
}

/**
 * Makes a client that signs people in, keeps their session fresh and calls every operation.
 *
 * In a browser the session lives in memory unless `storage` or `sessionEndpoint` says otherwise; outside a browser there
 * is a session only with `storage`, and servers use `withSession` per request.
 *
 * @throws `PlintoError` of kind `config`: `option_unknown`, `option_invalid`, `base_url_invalid`, `key_kind_mismatch`,
 * `credential_malformed`, `secret_key_in_browser`.
 *
 * @example
 * const plinto = createPlinto({ baseUrl: "https://api.example.com", publishableKey: "pk_test_…", storage: webStorage() });
 * const result = await plinto.auth.signIn({ email, password });
 * if (result.status === "complete") console.log(plinto.session.current?.user.email);
 */
export function createPlinto(options: PlintoOptions): Plinto {
  return assemble<Facade, OrganizationScope>(tree, options);
}
