/** What a refusal says, by whatever way it came. */

import { type FieldError, type PlintoErrorFacts, withoutSecrets } from "../errors.ts";

interface Problem {
  readonly [member: string]: unknown;
}

/**
 * The facts of a problem document (RFC 9457) or an OAuth error (RFC 6749 section 5.2); unknown codes keep their string.
 * Which request it was and how long to wait stands beside the document, and is for the caller to add.
 */
export function problemFacts(problem: unknown, status: number): PlintoErrorFacts {
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
  } = problem && typeof problem === "object" ? (problem as Problem) : ({} as Problem);
  const code = withoutSecrets(given ?? error) || (status === 304 ? "not_modified" : "unexpected_response");
  return {
    kind: "api",
    code,
    message: `${withoutSecrets(detail ?? error_description ?? title) || "no problem document; is baseUrl right?"} (${status} ${code})`,
    status,
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    retryable: /^(408|429|50[0234])$/.test(`${status}`) || code === "request_in_progress",
    details,
  };
}
