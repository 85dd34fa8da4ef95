import type { ErrorCode } from "@plinto/spec";
import { errorCodes } from "../generated/registries.ts";

/** A fault of the input, with where it stands. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

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

/** RFC 9457, with the members that the description names. */
export function problemResponse(problem: Problem, requestId: string, traceId: string | undefined): Response {
  const entry = errorCodes[problem.code];
  const headers: Record<string, string> = { "content-type": "application/problem+json", "cache-control": "no-store", ...problem.headers };
  if (entry.status === 401)
    headers["www-authenticate"] = problem.code === "unauthenticated" ? 'Bearer realm="plinto"' : 'Bearer realm="plinto", error="invalid_token"';
  if (problem.retryAfterSeconds !== undefined) headers["retry-after"] = String(problem.retryAfterSeconds);
  const body = JSON.stringify({
    type: `https://plinto.dev/docs/errors/${problem.code}`,
    title: entry.title,
    status: entry.status,
    detail: problem.detail ?? entry.fix,
    code: problem.code,
    requestId,
    ...(traceId === undefined ? {} : { traceId }),
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...problem.members,
  });
  headers["content-length"] = String(new TextEncoder().encode(body).length);
  return new Response(body, { status: entry.status, headers });
}
