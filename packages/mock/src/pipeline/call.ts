import { limitedText, requestText } from "./body-text.ts";
import type { Exchange } from "./exchange.ts";

/** What a door tells of a request besides its method and address. */
export type ExchangeSource = Pick<Exchange, "header" | "text" | "address">;

/** A call of `fetch`, read. */
export interface Call extends ExchangeSource {
  readonly method: string;
  readonly url: URL;
  readonly signal: AbortSignal | undefined;
  readonly redirect: "follow" | "error" | "manual";
}

/**
 * Reads the arguments of `fetch`. The common ones, a URL with plain headers and a body of text, are read as they are;
 * all others go through `Request`, which knows every form there is.
 */
export function readCall(input: string | URL | Request, init: RequestInit | undefined): Call {
  const headers = plainHeaders(input, init);
  if (!headers) return callOf(input instanceof Request && init === undefined ? input : new Request(input, init));
  const body = (init?.body ?? "") as string;
  return {
    method: init?.method ?? "GET",
    url: new URL(input as string | URL),
    signal: init?.signal ?? undefined,
    redirect: init?.redirect ?? "follow",
    header: (name) => headers[name] ?? (name === "content-type" && body !== "" ? "text/plain;charset=UTF-8" : null),
    text: () => limitedText(body),
    address: null,
  };
}

function callOf(request: Request): Call {
  return {
    method: request.method,
    url: new URL(request.url),
    signal: request.signal,
    redirect: request.redirect,
    header: (name) => request.headers.get(name),
    text: () => requestText(request),
    address: null,
  };
}

/** Methods that are spelled as they travel; `fetch` has rules for the others. */
const plainMethods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** The headers by their names in lower case, where everything about the call is plain. */
function plainHeaders(input: string | URL | Request, init: RequestInit | undefined): Record<string, string> | undefined {
  if (typeof input !== "string" && !(input instanceof URL)) return undefined;
  const { headers = {}, body, method = "GET" } = init ?? {};
  if (!plainMethods.has(method)) return undefined;
  if (body !== undefined && body !== null && (typeof body !== "string" || method === "GET")) return undefined;
  const plain: Record<string, string> = Object.create(null) as Record<string, string>;
  const entries = headers instanceof Headers || Array.isArray(headers) ? headers : Object.entries(headers);
  for (const [name, value] of entries) {
    // What no header can carry is for Request to refuse.
    if (typeof name !== "string" || typeof value !== "string" || !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) return undefined;
    const key = name.toLowerCase();
    plain[key] = key in plain ? `${plain[key]}, ${value}` : value.trim();
  }
  return plain;
}
