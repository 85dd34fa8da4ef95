import type { ErrorCode, PolicyEvaluation } from "@plinto/spec";
import { errorCodes } from "../generated/registries.ts";
import { jsonReply, type Reply } from "./exchange.ts";

/** A fault of the input, with where it stands. */
// A type, not an interface: it goes into refusals, which are JSON for the compiler too.
export type Fault = {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
};

/** An answer that is a problem, before it is written. */
export interface Problem {
  readonly code: ErrorCode;
  /** What happened this time, for people; the registry's advice when absent. */
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  /** Further members of the body, such as `challenge`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The decision of policies that it comes from, to be kept. It is not part of the answer. */
  readonly evaluation?: PolicyEvaluation;
}

/** Ends a phase with a problem. For faults of the request; rules of an operation return `refuse`. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export function fail(code: ErrorCode, rest: Omit<Problem, "code"> = {}): never {
  throw new ProblemError({ code, ...rest });
}

/** The problem that an error comes to. What is thrown and is none is a bug. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : { code: "internal_error", detail: `This is a bug of the mock. ${String(error)}` };
}

/** The members of a problem document (RFC 9457), with those that the description names. */
export function problemBody(problem: Problem, requestId: string, traceId: string | undefined): Record<string, unknown> {
  const { status, title, fix } = errorCodes[problem.code];
  return {
    type: `https://plinto.dev/docs/errors/${problem.code}`,
    title,
    status,
    detail: problem.detail ?? fix,
    code: problem.code,
    requestId,
    ...(traceId === undefined ? {} : { traceId }),
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...problem.members,
  };
}

/** RFC 9457, with the members that the description names. */
export function problemReply(problem: Problem, requestId: string, traceId: string | undefined): Reply {
  const { status } = errorCodes[problem.code];
  const reply = jsonReply(status, problemBody(problem, requestId, traceId), "application/problem+json");
  Object.assign(reply.headers, problem.headers);
  if (status === 401)
    reply.headers["www-authenticate"] = problem.code === "unauthenticated" ? 'Bearer realm="plinto"' : 'Bearer realm="plinto", error="invalid_token"';
  if (problem.retryAfterSeconds !== undefined) reply.headers["retry-after"] = String(problem.retryAfterSeconds);
  return reply;
}
