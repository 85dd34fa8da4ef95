/** The types of `plinto.http`: path and method choose parameters, body and answer. */

import type { Problem, paths } from "@plinto/spec";
import type { CallOptions } from "./call-options.ts";

type Verb = "get" | "put" | "post" | "delete" | "patch";

/** Every path that has an operation with this method. */
export type HttpPath<Method extends Verb> = { [Path in keyof paths]: paths[Path] extends { [Name in Method]: unknown } ? Path : never }[keyof paths];

type OperationOf<Path extends keyof paths, Method extends Verb> = paths[Path][Method & keyof paths[Path]];

/** `{ path, query }`, to be left out when nothing in it is mandatory. */
type Parameters<Operation> = Operation extends { parameters: infer Given } ? (object extends Given ? { params?: Given } : { params: Given }) : object;

type Body<Operation> = Operation extends { requestBody: { content: infer Content } }
  ? { body: Content[keyof Content] }
  : Operation extends { requestBody?: { content: infer Content } }
    ? { body?: Content[keyof Content] }
    : object;

/** The description has one response for all refusals, `default`; the others are successes. */
type Success<Operation> = Operation extends { responses: infer Responses } ? Content<Responses[Exclude<keyof Responses, "default">]> : never;

type Content<Response> = Response extends { content: infer Types } ? Types[keyof Types] : undefined;

/** What `parseAs` makes of an answer. */
interface Parsed<Data> {
  json: Data;
  text: string;
  blob: Blob;
  arrayBuffer: ArrayBuffer;
  stream: ReadableStream<Uint8Array> | null;
}

/**
 * Beside parameters and body: the options of a call, and what `fetch` takes.
 *
 * @example
 * await plinto.http.GET("/v1/users/me", { parseAs: "text", timeoutMs: 5_000, cache: "no-store" });
 */
export interface HttpOptions<As = keyof Parsed<unknown>>
  extends Omit<CallOptions, "headers" | "signal">, Omit<RequestInit, "body" | "headers" | "method" | "signal"> {
  /** Ends the call at any stage. */
  signal?: AbortSignal;
  /** Further headers; null takes one away, an array sets it several times. */
  headers?: HeadersInit | Record<string, string | number | boolean | (string | number | boolean)[] | null | undefined>;
  /** How the body of a success is read. Default `json`. */
  parseAs?: As;
  /** Another base URL for this call. Credentials are sent to the client's own only. */
  baseUrl?: string;
}

type Init<Operation, As> = HttpOptions<As> & Parameters<Operation> & Body<Operation>;

type Rest<Given> = object extends Given ? [init?: Given] : [init: Given];

/** A success with its data, or a refusal with its problem document; `response` has been read. */
export type HttpResult<Data> = { data: Data; error?: never; response: Response } | { data?: never; error: Problem; response: Response };

/** A call by path, for one method. */
export type HttpCall<Method extends Verb> = <Path extends HttpPath<Method>, As extends keyof Parsed<unknown> = "json">(
  path: Path,
  ...init: Rest<Init<OperationOf<Path, Method>, As>>
) => Promise<HttpResult<Parsed<Success<OperationOf<Path, Method>>>[As]>>;

/**
 * Every path of the description, called as openapi-fetch is called and answered with its `{ data, error, response }`.
 * Calls run through the same pipeline as operations (credentials, retries, deadlines, idempotency keys) and take the
 * call options beside openapi-fetch's. There is no middleware, since that cannot retry: use the hooks. Nor is there a
 * `fetch` or a serializer per call.
 *
 * @example
 * const { data, error } = await plinto.http.GET("/v1/organizations/{orgId}", { params: { path: { orgId } } });
 */
export interface HttpClient {
  GET: HttpCall<"get">;
  PUT: HttpCall<"put">;
  POST: HttpCall<"post">;
  PATCH: HttpCall<"patch">;
  DELETE: HttpCall<"delete">;
  /** The same with the method as an argument. */
  request: <Method extends Verb, Path extends HttpPath<Method>, As extends keyof Parsed<unknown> = "json">(
    method: Method,
    path: Path,
    ...init: Rest<Init<OperationOf<Path, Method>, As>>
  ) => Promise<HttpResult<Parsed<Success<OperationOf<Path, Method>>>[As]>>;
}
