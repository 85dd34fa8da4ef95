/** Headers that say who asks, in which version and for which organization. */

import { PLINTO_VERSION } from "../generated/version.ts";
import { addHeaders } from "./add-headers.ts";
import type { Stage } from "./stage.ts";

/** Adds version, keys and organization; what the caller has set is kept. Other hosts get none of them. */
export const clientHeaders: Stage = ({ client, transport, operation, headers, trusted }, next) => {
  const { publishableKey, authorization } = transport;
  if (trusted)
    addHeaders(headers, {
      "plinto-version": PLINTO_VERSION,
      "plinto-publishable-key": publishableKey,
      "plinto-organization": client.organizationId,
      authorization: !operation?.anonymous && authorization?.(),
    });
  return next();
};
