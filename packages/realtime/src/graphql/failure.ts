/** Errors of GraphQL as the one error that the whole client has. */

import { type FieldError, PlintoError } from "@plinto/core";

/** An error as the server tells it: the problem that REST would answer stands in its extensions. */
export interface GraphqlFault {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The error of a fault. */
export function failure({ message, extensions = {} }: GraphqlFault): PlintoError {
  const { code, status, requestId, errors, retryAfterSeconds, type: _type, title: _title, ...details } = extensions;
  const seconds = typeof retryAfterSeconds === "number" ? retryAfterSeconds : undefined;
  return new PlintoError({
    kind: "api",
    code: typeof code === "string" ? code : "internal_error",
    message,
    status: typeof status === "number" ? status : undefined,
    requestId: typeof requestId === "string" ? requestId : undefined,
    errors: Array.isArray(errors) ? (errors as FieldError[]) : [],
    retryable: seconds !== undefined,
    retryAfterMs: seconds === undefined ? undefined : seconds * 1_000,
    details,
  });
}
