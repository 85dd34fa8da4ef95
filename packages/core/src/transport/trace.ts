/** W3C Trace Context: one trace id per call, on the request and on every error. */

import { randomHex } from "./random-hex.ts";
import type { Stage } from "./stage.ts";

/**
 * Sends `traceparent` to the base URL and nowhere else: the header would tell other hosts which requests belong
 * together. One that a `request` hook or the caller has set is kept, and its trace id is the call's.
 */
export const trace: Stage = ({ headers, call, toBaseUrl, transport }, next) => {
  const { random } = transport;
  const given = headers.get("traceparent") ?? `00-${randomHex(random, 16)}-${randomHex(random, 8)}-01`;
  call.traceId = given.split("-")[1] as string;
  if (toBaseUrl) headers.set("traceparent", given);
  else headers.delete("traceparent");
  return next();
};
