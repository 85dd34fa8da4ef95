/** Sends, reads the body and turns a refusal into an error. */

import { type FieldError, type PlintoError, withoutSecrets } from "../errors.ts";
import { callError } from "./context.ts";
import { readRetryAfter } from "./retry-timing.ts";
import { send } from "./send.ts";
import type { CallContext, Stage } from "./stage.ts";

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
  throw refusal(context, status, headers, data);
};

interface Problem {
  readonly [member: string]: unknown;
}

/** Maps a problem document (RFC 9457) or an OAuth error (RFC 6749 section 5.2); unknown codes keep their string. */
function refusal(context: CallContext, status: number, headers: Headers, data: unknown): PlintoError {
  const {
    type,
    title,
    status: _,
    instance,
    detail,
    code: given,
    error,
    error_description,
    requestId,
    errors,
    ...details
  } = data && typeof data === "object" ? (data as Problem) : ({} as Problem);
  const code = withoutSecrets(given ?? error) || (status === 304 ? "not_modified" : "unexpected_response");
  return callError(context, {
    kind: "api",
    code,
    message: `${withoutSecrets(detail ?? error_description ?? title) || "no problem document; is baseUrl right?"} (${status} ${code})`,
    status,
    requestId: headers.get("plinto-request-id") ?? undefined,
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    retryable: /^(408|429|50[0234])$/.test(`${status}`) || code === "request_in_progress",
    retryAfterMs: readRetryAfter(headers, status, context.transport.clock.now()),
    details,
  });
}
