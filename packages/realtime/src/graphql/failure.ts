/** Errors of GraphQL as the one error that the whole client has. */

import { PlintoError, problemFacts } from "@plinto/core";

/** An error as the server tells it: the problem that REST would answer stands in its extensions. */
export interface GraphqlFault {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The error of a fault: what REST would throw for the same problem. */
export function failure({ message, extensions }: GraphqlFault): PlintoError {
  // What REST says in headers stands among the members. A fault without a problem is one of the server.
  const { status, requestId, retryAfterSeconds, ...members }: Record<string, unknown> = { status: 500, code: "internal_error", ...extensions };
  const facts = problemFacts({ ...members, detail: message }, Number(status));
  return new PlintoError({
    ...facts,
    operationId: "graphql",
    message: `graphql: ${facts.message}`,
    requestId: typeof requestId === "string" ? requestId : undefined,
    retryAfterMs: typeof retryAfterSeconds === "number" ? retryAfterSeconds * 1_000 : undefined,
  });
}
