import type { ErrorCode } from "@plinto/spec";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { ConnectionDropped } from "../faults.ts";
import { ProblemError, problemBody, problemOf, type Problem } from "../pipeline/problem.ts";

/** What is wrong with a document, so that it cannot be run. */
export class DocumentFault extends Error {
  readonly faults: readonly GraphQLError[];

  constructor(faults: readonly GraphQLError[]) {
    super(faults[0]?.message);
    this.faults = faults;
  }
}

/** What a document comes to, as it goes over the wire. */
export interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Record<string, unknown>;
}

/** An error as it is told: with the members of the problem that REST would answer. @throws ConnectionDropped */
export function shownError(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const { locations, path } = error.toJSON();
  const problem = problemBehind(error);
  const { detail, ...members } = problemBody(problem, requestId, undefined);
  return {
    message: String(detail),
    ...(locations && { locations }),
    ...(path && { path }),
    extensions: { ...members, ...(problem.retryAfterSeconds !== undefined && { retryAfterSeconds: problem.retryAfterSeconds }) },
  };
}

/** A refusal of a whole request. */
export function problemError(problem: Problem, requestId: string): GraphQLFormattedError {
  return shownError(new GraphQLError(problem.code, { cause: new ProblemError(problem) }), requestId);
}

export function codeOf(error: GraphQLFormattedError): ErrorCode {
  return error.extensions!["code"] as ErrorCode;
}

function problemBehind(error: GraphQLError): Problem {
  let first: unknown = error;
  while (first instanceof GraphQLError && first.cause !== undefined) first = first.cause;
  // A fault of the document is told in the words of who found it.
  if (first instanceof GraphQLError) return { code: "validation_failed", detail: error.message };
  if (first instanceof ConnectionDropped) throw first;
  return problemOf(first);
}
