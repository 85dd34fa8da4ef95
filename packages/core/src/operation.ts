/** From an operation's descriptor and one flat object of parameters to a request. */

import type { CallOptions } from "./call-options.ts";
import { type OperationDescriptor, type OperationLine, readOperation } from "./operation-descriptor.ts";
import { type Page, PlintoPagePromise } from "./pagination.ts";
import { type Answered, PlintoPromise } from "./promise.ts";
import { addHeaders } from "./transport/add-headers.ts";
import { serializeBody } from "./transport/body.ts";
import { createContext, orRequestError } from "./transport/context.ts";
import { runPipeline } from "./transport/pipeline.ts";
import type { Client, PreparedRequest } from "./transport/stage.ts";
import { buildUrl } from "./transport/url.ts";

export type { OperationLine };

/** Sorts the flat parameters by the descriptor and serialises them. @throws `PlintoError` `parameter_missing`. */
function prepare(client: Client, operation: OperationDescriptor, parameters: object, options: CallOptions): PreparedRequest {
  const { id, method, path: template, query: queryNames, session, contentType } = operation;
  const { headers: given, ...rest } = options;
  const path: Record<string, unknown> = { orgId: client.organizationId };
  const query: Record<string, unknown> = {};
  const members: Record<string, unknown> = {};
  const headers = new Headers(given);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (template.includes(`{${name}}`)) path[name] = value;
    // The bearer of an unfinished sign-in is no part of the body.
    else if (operation.pending && name === "pendingToken") addHeaders(headers, { authorization: `Bearer ${value}` });
    else if (queryNames ? queryNames.split(",").includes(name) : /GET|DELETE/.test(method)) query[name] = value;
    else members[name] = value;
  }
  const type = contentType ?? `application/${method === "PATCH" ? "merge-patch+" : ""}json`;
  const body = operation.rawBody ? members["body"] : operation.hasBody || Object.keys(members)[0] ? members : undefined;
  addHeaders(headers, { "content-type": body !== undefined && type });
  const endpoint = session && client.transport.sessionEndpoint;
  return {
    operation,
    parameters,
    method,
    path: template,
    url: buildUrl(endpoint || client.baseUrl, template, path, query, id),
    headers,
    body: serializeBody(body, type),
    // The endpoint keeps the refresh token in a cookie.
    options: endpoint ? Object.assign(rest, { credentials: "include" }) : rest,
  };
}

async function perform<T>(client: Client, line: OperationLine, parameters: object = {}, options: CallOptions = {}): Promise<Answered<T>> {
  const operation = readOperation(line);
  const context = orRequestError(operation.id, () => createContext(client, prepare(client, operation, parameters, options)));
  const { data, ...response } = await runPipeline(context);
  return { data: data as T, response };
}

/**
 * Performs an operation. Generated functions forward to it; in application code use those.
 *
 * @throws `PlintoError`: kind `config` before any request (`parameter_missing`, `request_invalid`), else `api`, `network`, `timeout` or `abort`.
 *
 * @example
 * const organization = await call<Organization, PlintoError>(client, "getOrganization GET /v1/organizations/{orgId}", { orgId });
 */
export function call<T, E>(client: Client, operation: OperationLine, parameters: object | undefined, options?: CallOptions): PlintoPromise<T, E> {
  return new PlintoPromise(perform<T>(client, operation, parameters, options));
}

/**
 * Performs a list operation: {@link call} with pages.
 *
 * @example
 * const line = "listMembers GET /v1/organizations/{orgId}/members list";
 * const members = await callList<Member, PlintoError>(client, line, { orgId }).toArray({ max: 500 });
 */
export function callList<Item, E>(client: Client, operation: OperationLine, parameters: object | undefined, options?: CallOptions): PlintoPagePromise<Item, E> {
  const fetchPage = (cursor?: string): Promise<Answered<Page<Item>>> => perform(client, operation, { ...parameters, ...(cursor && { cursor }) }, options);
  return new PlintoPagePromise(fetchPage(), async (cursor) => (await fetchPage(cursor)).data);
}
