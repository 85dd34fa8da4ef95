/** One `Idempotency-Key` per mutation. */

import { addHeaders } from "./add-headers.ts";
import { randomHex } from "./random-hex.ts";
import type { Stage } from "./stage.ts";

/**
 * Makes a key where the caller gave none, once per call. It stands above everything that repeats a request (step-up, refreshed credential, retry),
 * so that all of them send the same one.
 */
export const idempotencyKey: Stage = ({ call, headers, transport }, next) => {
  if (!/^(GET|HEAD|OPTIONS|TRACE)$/.test(call.method)) addHeaders(headers, { "idempotency-key": randomHex(transport.random, 16) });
  return next();
};
