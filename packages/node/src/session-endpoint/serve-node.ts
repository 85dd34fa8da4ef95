/** The endpoint behind `node:http`, whatever stands in front of it. */

import { bodyTooLarge, methodNotAllowed, requestMalformed } from "./answers.ts";
import type { SessionEndpoint } from "./endpoint.ts";
import { type NodeStream, readText } from "./read-text.ts";

/** The part of an `IncomingMessage` that is read, with what frameworks add to it. */
export interface NodeEndpointRequest extends NodeStream {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** The URL before a router took its part of it. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** A TLS socket says `encrypted`. */
  readonly socket?: object | undefined;
  /** What a parser has made of the body. */
  readonly body?: unknown;
  /** Whether anybody has read of the stream: a parser may leave `{}` and the stream as it was. */
  readonly readableDidRead?: boolean | undefined;
}

/** The part of a `ServerResponse` that is used. */
export interface NodeEndpointResponse {
  statusCode: number;
  setHeader(name: string, value: string | readonly string[]): unknown;
  end(body?: string): unknown;
}

/** An answer apart from how a framework sends it. */
export interface EndpointAnswer {
  readonly status: number;
  /** `set-cookie` is a list. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** Answers a request of Node. Never rejects for what a request brings along: whoever waits for no promise would end by it. */
export async function answerNode(endpoint: Pick<SessionEndpoint, "handle">, request: NodeEndpointRequest): Promise<EndpointAnswer> {
  const read = await readRequest(request);
  const response = read instanceof Request ? await endpoint.handle(read) : read;
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of response.headers) if (name !== "set-cookie") headers[name] = value;
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  return { status: response.status, headers, body: await response.text() };
}

/** Sends an answer by a response of Node. */
export function sendNode({ status, headers, body }: EndpointAnswer, response: NodeEndpointResponse): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
}

/** The request as one of the Fetch API, or the answer to what is none. */
async function readRequest(request: NodeEndpointRequest): Promise<Request | Response> {
  const { method = "GET", url = "/", originalUrl = url } = request;
  // No request of the Fetch API can have them.
  if (/^(CONNECT|TRACE|TRACK)$/i.test(method)) return methodNotAllowed();
  try {
    const body = await bodyOf(request);
    if (body === undefined) return bodyTooLarge();
    const headers = headersOf(request);
    return new Request(urlOf(originalUrl, headers, request.socket), { method, headers, ...(body !== "" && method !== "GET" && method !== "HEAD" && { body }) });
  } catch {
    // A host or a path that is none, a header that none can be, a visitor who has gone away in the middle of the body.
    return requestMalformed();
  }
}

function headersOf({ headers: given }: NodeEndpointRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) if (value !== undefined && !name.startsWith(":")) headers.set(name, [value].flat().join(", "));
  return headers;
}

/** Behind a proxy that ends TLS it is http here, which the check of the origin knows. */
function urlOf(target: string, headers: Headers, socket: object | undefined): string {
  // Proxies are asked for whole URLs, and a server has to understand them (RFC 9112 section 3.2.2).
  if (!target.startsWith("/")) return target;
  return `${socket && "encrypted" in socket ? "https" : "http"}://${headers.get("host") ?? "localhost"}${target}`;
}

/** The body as text, parsed before or not; nothing where it is too long. */
async function bodyOf(request: NodeEndpointRequest): Promise<string | undefined> {
  const { body, headers, readableDidRead } = request;
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array) return new TextDecoder().decode(body);
  if (body === undefined || body === null) return readText(request);
  if (Object.keys(body).length > 0) return JSON.stringify(body);
  // Parsers of Express 4 leave an empty object where there is no body, and where its kind is not theirs.
  if (headers["transfer-encoding"] === undefined && !(Number(headers["content-length"]) > 0)) return "";
  return readableDidRead === false ? readText(request) : JSON.stringify(body);
}
