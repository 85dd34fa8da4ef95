/** The state of a call, how it begins and what its errors say. */

import { PlintoError, type PlintoErrorFacts, configError, isPlintoError } from "../errors.ts";
import { checkNumbers } from "../options.ts";
import { addHeaders } from "./add-headers.ts";
import type { CallContext, Client, PreparedRequest } from "./stage.ts";

/** Begins a call. */
export function createContext(client: Client, request: PreparedRequest): CallContext {
  const { method, path, url, headers, body, operation, options } = request;
  const { baseUrl, organizationId, transport } = client;
  // With its slash, since https://api.example.com.evil.test begins like https://api.example.com.
  const toBaseUrl = url.startsWith(`${baseUrl}/`);
  const { timeoutMs = transport.timeoutMs, retry } = options;
  checkNumbers({ timeoutMs, ...retry });
  addHeaders(headers, { "if-match": options.ifMatch, "if-none-match": options.ifNoneMatch, "idempotency-key": options.idempotencyKey });
  return {
    ...request,
    client,
    transport,
    call: { operationId: operation?.id, method, path, baseUrl, organizationId },
    toBaseUrl,
    trusted: toBaseUrl || !!operation,
    replayable: !(body instanceof ReadableStream),
    signal: options.signal,
    attempts: 0,
  };
}

/** Runs what begins a call. @throws `PlintoError` `request_invalid` for what cannot be sent, without showing it */
export function orRequestError(operationId: string, begin: () => CallContext): CallContext {
  try {
    return begin();
  } catch (error) {
    // The cause stays out: the text of a refused header shows its value.
    throw isPlintoError(error) ? error : configError("request_invalid", `${operationId}: a parameter or header cannot be sent`, operationId);
  }
}

/** An error of this call; the message follows the name of the operation. */
export function callError(context: CallContext, facts: PlintoErrorFacts): PlintoError {
  const { operationId, traceId } = context.call;
  const { attempts } = context;
  return new PlintoError({ operationId, traceId, attempts, ...facts, message: `${nameOf(context)}: ${facts.message}` });
}

/** How the call is named in messages: with the path template, never with values. */
export const nameOf = ({ call }: CallContext): string => call.operationId ?? `${call.method} ${call.path}`;
