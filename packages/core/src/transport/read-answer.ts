/** Sends, reads the body and turns a refusal into an error. */

import { callError } from "./context.ts";
import { problemFacts } from "./problem-facts.ts";
import { readRetryAfter } from "./retry-timing.ts";
import { send } from "./send.ts";
import type { Stage } from "./stage.ts";

/** The last stage. @throws `PlintoError` of kind `api` for every answer that is not a success. */
export const readAnswer: Stage = async (context) => {
  const { operation, signal } = context;
  let response: Response;
  let text: string;
  try {
    response = await send(context);
    // A caller of `http` may want the body in another form.
    if (!operation) context.response = response.clone();
    text = await response.text();
  } catch (cause) {
    const facts = { kind: "network", code: "network_error", message: "no complete answer came", retryable: true, cause } as const;
    throw signal?.aborted ? signal.reason : callError(context, facts);
  }
  const { status, headers, ok } = response;
  let data: unknown = text || undefined;
  let readable = true;
  try {
    // A page where data was promised comes from a proxy or a sign-in wall.
    if (text && /json|html/.test(headers.get("content-type") ?? "json")) data = JSON.parse(text);
  } catch {
    readable = !operation;
  }
  context.data = data;
  if (ok && readable) return { status, headers, data };
  throw callError(context, {
    ...problemFacts(data, status),
    requestId: headers.get("plinto-request-id") ?? undefined,
    retryAfterMs: readRetryAfter(headers, status, context.transport.clock.now()),
  });
};
