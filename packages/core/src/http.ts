/** The escape hatch: every path of the description, called the way openapi-fetch is called, over our pipeline. */

import type { CallOptions } from "./call-options.ts";
import { isPlintoError } from "./errors.ts";
import type { HttpClient } from "./http-client.ts";
import { serializeBody } from "./transport/body.ts";
import { createContext, orRequestError } from "./transport/context.ts";
import { runPipeline } from "./transport/pipeline.ts";
import type { Client } from "./transport/stage.ts";
import { buildUrl } from "./transport/url.ts";

export type { HttpClient };

interface HttpInit extends Omit<CallOptions, "headers"> {
  params?: { path?: Record<string, unknown>; query?: object; header?: object };
  headers?: object;
  body?: unknown;
  parseAs?: "json" | "text" | "blob" | "arrayBuffer" | "stream";
  baseUrl?: string;
}

const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE"];

/**
 * Makes the path-typed client over a client that has none; `createPlinto` has it as `plinto.http`.
 *
 * Its calls reject with a `PlintoError` of any kind but `api`: a refusal is returned as `error`, as openapi-fetch does.
 *
 * @example
 * const http = createHttp(createClient({ baseUrl, secretKey }));
 * const { data } = await http.GET("/v1/health");
 */
export function createHttp(client: Client): HttpClient {
  const request = async (method: string, path: string, init: HttpInit = {}): Promise<object> => {
    const { params = {}, headers: given, body, parseAs = "json", baseUrl = client.baseUrl, ...options } = init;
    const context = orRequestError(path, () => {
      const headers = new Headers();
      if (body !== undefined && !(body instanceof FormData)) headers.set("content-type", "application/json");
      mergeHeaders(headers, params.header);
      mergeHeaders(headers, given);
      return createContext(client, {
        method,
        path,
        url: buildUrl(baseUrl.replace(/\/$/, ""), path, params.path ?? {}, params.query ?? {}, path),
        headers,
        body: serializeBody(body, headers.get("content-type") ?? ""),
        options,
      });
    });
    const response = (): Response => context.response as Response;
    try {
      const { data } = await runPipeline(context);
      if (parseAs === "json" || data === undefined) return { data, response: response() };
      return { data: parseAs === "stream" ? response().body : await response()[parseAs](), response: response() };
    } catch (error) {
      if (!isPlintoError(error) || error.kind !== "api") throw error;
      return { error: context.data, response: response() };
    }
  };
  const methods = METHODS.map((method) => [method, (path: string, init?: HttpInit) => request(method, path, init)]);
  return {
    request: (method: string, path: string, init?: HttpInit) => request(method.toUpperCase(), path, init),
    ...Object.fromEntries(methods),
  } as HttpClient;
}

/** As openapi-fetch merges them: null takes a header away, an array sets it several times. */
function mergeHeaders(headers: Headers, source: object = {}): void {
  for (const [name, value] of source instanceof Headers ? source : Object.entries(source)) {
    if (value === undefined) continue;
    headers.delete(name);
    for (const item of value === null ? [] : [value].flat()) headers.append(name, `${item}`);
  }
}
