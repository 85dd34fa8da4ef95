/** A route that keeps the refresh token where no script can read it. */

import type { Random } from "@plinto/core";
import { isBearer } from "../auth/authenticate-request.ts";
import { createFlights } from "../flights.ts";
import { apiUnreachable, bodyReadBefore, bodyTooLarge, mediaTypeUnsupported, noSession, notFound, originNotAllowed, requestMalformed } from "./answers.ts";
import { type ApiAnswer, callApi } from "./call-api.ts";
import { clearCookie, readCookie, setCookie } from "./cookies.ts";
import { type SessionEndpointOptions, readEndpointOptions } from "./options.ts";
import { corsHeaders, isFromOwnPage } from "./origin.ts";
import { readText } from "./read-text.ts";
import { findRoute, type FoundRoute, rotation } from "./routes.ts";
import { takeTokens } from "./tokens.ts";

/** What `restore` found. `cookies` are `Set-Cookie` values for the answer. */
export type RestoredSession =
  | { readonly status: "signed-in"; readonly accessToken: string; readonly cookies: readonly string[] }
  | { readonly status: "signed-out"; readonly cookies: readonly string[] }
  | { readonly status: "unavailable"; readonly cookies: readonly [] };

/** Keeps refresh tokens in cookies. */
export interface SessionEndpoint {
  /** Answers what `sessionEndpoint` of `createPlinto` sends: `POST <path>/v1/auth/…`. Never rejects. */
  handle(request: Request): Promise<Response>;
  /**
   * An access token for the session that the cookies of a request hold, for servers that render pages. Refreshes where it
   * has to; requests with the same cookie that come at the same time share one refresh. Cookies of a request that changes
   * something count only where it comes from a page of this site.
   */
  restore(request: Request, options?: RestoreOptions): Promise<RestoredSession>;
}

/** Options of `restore`. */
export interface RestoreOptions {
  /** Whether an access token that a cookie keeps can be used. Default: it can, since the cookie ends with it. */
  accept?: (accessToken: string) => boolean | Promise<boolean>;
}

/** Header by header, since a page may not speak for the server. */
const passedOn: readonly string[] = [
  "accept-language",
  "authorization",
  "content-type",
  "idempotency-key",
  "plinto-organization",
  "plinto-publishable-key",
  "plinto-version",
  "user-agent",
];
const passedBack: readonly string[] = ["content-type", "idempotency-replayed", "plinto-request-id", "ratelimit", "ratelimit-policy", "retry-after"];
const deviceSeconds = 34_560_000;
/** The server's word that a session is over, as the client reads it. */
const isOver = ({ status, text }: ApiAnswer): boolean => status === 401 && /^(refresh_token|session|device)_/.test(String(Object(parse(text))["code"]));
/** Statuses whose answers have no body (RFC 9110 section 15; `Response` takes none with one). */
const emptyStatuses: readonly number[] = [204, 205, 304];

/**
 * Makes the route for `sessionEndpoint` of `createPlinto`. The refresh token travels in a `__Host-` cookie, HttpOnly and
 * SameSite=Lax, and only requests of your own pages are answered; the page never sees it.
 *
 * @throws `PlintoError` `option_invalid`
 * @example
 * const endpoint = createSessionEndpoint({ baseUrl: "https://api.example.com", origins: ["https://app.example.com"] });
 * export default { fetch: (request) => endpoint.handle(request) }; // at /api/plinto/*
 * // in the page: createPlinto({ baseUrl, publishableKey, sessionEndpoint: "/api/plinto" })
 */
export function createSessionEndpoint(options: SessionEndpointOptions): SessionEndpoint {
  const settings = readEndpointOptions(options);
  const { names, origins, accessCookie, publishableKey, random } = settings;
  const flights = createFlights<RestoredSession>();

  const over = (): string[] => [names.refresh, ...(accessCookie ? [names.access] : [])].map(clearCookie);

  const headersFor = (request: Request, { session }: FoundRoute): Headers => {
    const headers = new Headers();
    for (const name of passedOn) if (request.headers.has(name)) headers.set(name, request.headers.get(name)!);
    // What a browser adds for the password of a staging site is not the API's.
    if (!isBearer(headers)) headers.delete("authorization");
    if (publishableKey) headers.set("plinto-publishable-key", publishableKey);
    const begins = session === "start" || session === "pending";
    const device = readCookie(request.headers.get("cookie"), names.device) ?? (begins ? newDevice(random) : undefined);
    if (device) headers.set("plinto-device", device);
    return headers;
  };

  /** Calls the API, and takes the session out of what comes back. @param isElsewhere whether the page keeps the access token for itself */
  const send = async (route: FoundRoute, headers: Headers, body: string | null, isElsewhere: boolean = false): Promise<Sent> => {
    const answer = await callApi(settings, route.path, headers, body);
    // Whatever came back: who signs out is signed out in this browser.
    const cookies = route.session === "end" || (route.session === "rotate" && answer && isOver(answer)) ? over() : [];
    const isSuccess = answer && answer.status >= 200 && answer.status < 300;
    const tokens = isSuccess ? takeTokens(parse(answer.text), route) : undefined;
    if (!tokens) return { answer, cookies };
    const { data, refreshToken, accessToken, sessionSeconds, accessSeconds } = tokens;
    if (refreshToken) cookies.push(setCookie(names.refresh, refreshToken, sessionSeconds));
    if (accessCookie && accessToken && !isElsewhere) cookies.push(setCookie(names.access, accessToken, accessSeconds));
    return { answer: { ...answer!, text: JSON.stringify(data) }, cookies, accessToken };
  };

  /** Trades the refresh token of a cookie. */
  const rotate = (headers: Headers, refreshToken: string, wanted: { readonly organizationId?: unknown; readonly audience?: unknown } = {}): Promise<Sent> => {
    headers.set("content-type", "application/json");
    headers.delete("authorization");
    return send(rotation, headers, JSON.stringify({ ...wanted, refreshToken }), wanted.organizationId !== undefined || wanted.audience !== undefined);
  };

  const forward = async (request: Request): Promise<Response> => {
    const route = findRoute(request.method, new URL(request.url).pathname);
    if (!route) return notFound();
    if (!isFromOwnPage(request, origins)) return originNotAllowed();
    const given = await readBody(request);
    if (given instanceof Response) return given;
    const headers = headersFor(request, route);
    if (route.session === "rotate") {
      const held = readCookie(request.headers.get("cookie"), names.refresh);
      if (!held) return noSession();
      // What a page says it has is not asked for: it never had one.
      const { refreshToken: _, ...wanted } = Object(parse(given)) as { readonly refreshToken?: unknown };
      return responseOf(await rotate(headers, held, wanted));
    }
    const begins = route.session === "start" || route.session === "pending";
    const device = begins && setCookie(names.device, headers.get("plinto-device")!, deviceSeconds);
    return responseOf(await send(route, headers, given === "" ? null : given), device ? [device] : []);
  };

  const refresh = async (request: Request, refreshToken: string): Promise<RestoredSession> => {
    const headers = headersFor(request, rotation);
    // It is of what the visitor asks this server for.
    headers.delete("idempotency-key");
    const { answer, accessToken, cookies } = await rotate(headers, refreshToken);
    if (answer?.status === 200 && accessToken !== undefined) return { status: "signed-in", accessToken, cookies };
    const status = answer?.status ?? 503;
    // Where it is refused for now, such as to a banned user, the cookie stays, as the client keeps its session.
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return { status: "signed-out", cookies };
    return { status: "unavailable", cookies: [] };
  };

  return {
    async handle(request) {
      const cors = corsHeaders(request, origins);
      if (request.method === "OPTIONS" && cors["vary"]) return new Response(null, { status: 204, headers: { ...cors, ...preflight } });
      const response = await forward(request);
      for (const [name, value] of Object.entries(cors)) response.headers.set(name, value);
      return response;
    },
    async restore(request, { accept = () => true } = {}) {
      const cookie = request.headers.get("cookie");
      const isReading = request.method === "GET" || request.method === "HEAD";
      if (!isReading && !isFromOwnPage(request, origins)) return { status: "signed-out", cookies: [] };
      const accessToken = accessCookie ? readCookie(cookie, names.access) : undefined;
      if (accessToken && (await accept(accessToken))) return { status: "signed-in", accessToken, cookies: [] };
      const refreshToken = readCookie(cookie, names.refresh);
      if (!refreshToken) return { status: "signed-out", cookies: [] };
      return flights(refreshToken, () => refresh(request, refreshToken));
    },
  };
}

/** What came of a call to the API. */
interface Sent {
  /** Without the refresh token; nothing where none came. */
  readonly answer: ApiAnswer | undefined;
  /** `Set-Cookie`: what becomes of the session. */
  readonly cookies: readonly string[];
  readonly accessToken?: string | undefined;
}

/** What the page gets. */
function responseOf({ answer, cookies }: Sent, others: readonly string[] = []): Response {
  const response = answer ? passBack(answer) : apiUnreachable();
  for (const cookie of [...others, ...cookies]) response.headers.append("set-cookie", cookie);
  return response;
}

function passBack({ status, headers, text }: ApiAnswer): Response {
  const back = new Headers({ "cache-control": "no-store" });
  for (const name of passedBack) if (headers.has(name)) back.set(name, headers.get(name)!);
  return new Response(emptyStatuses.includes(status) ? null : text, { status, headers: back });
}

const preflight: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": passedOn.join(", "),
  "access-control-max-age": "7200",
};

function newDevice(random: Random): string {
  return Array.from(random.bytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The text of a body that is JSON or empty: a form, which any site can post, is neither. */
async function readBody(request: Request): Promise<string | Response> {
  if (request.bodyUsed || request.body?.locked) return bodyReadBefore();
  let text: string | undefined;
  try {
    text = request.body ? await readText(request.body) : "";
  } catch {
    // Whoever sent it has gone away in the middle.
    return requestMalformed();
  }
  if (text === undefined) return bodyTooLarge();
  const type = request.headers.get("content-type") ?? "";
  return text === "" || /^application\/([\w.-]+\+)?json\b/i.test(type) ? text : mediaTypeUnsupported();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON holds no session; the API says what is wrong with it.
    return undefined;
  }
}
