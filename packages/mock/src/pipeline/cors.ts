import { originMatches } from "../domain/environment/origins.ts";
import type { EnvironmentRow } from "../domain/environment/table.ts";
import type { Exchange, Reply } from "./exchange.ts";

const requestHeaders = [
  "Authorization",
  "Content-Type",
  "Idempotency-Key",
  "If-Match",
  "If-None-Match",
  "Plinto-Device",
  "Plinto-Organization",
  "Plinto-Publishable-Key",
  "Plinto-Version",
  "Plinto-Mock-World",
  "traceparent",
];
const exposedHeaders = [
  "ETag",
  "Link",
  "RateLimit",
  "RateLimit-Policy",
  "Retry-After",
  "Plinto-Request-Id",
  "Idempotency-Replayed",
  "Plinto-Bundle-Signature",
  "WWW-Authenticate",
  "traceparent",
];

/** A preflight of CORS (Fetch standard section 3.3.2). */
export function isPreflight(exchange: Exchange): boolean {
  return exchange.method === "OPTIONS" && exchange.header("access-control-request-method") !== null;
}

/** What lets a page of an allowed origin read the answer; undefined for other origins. */
export function corsHeaders(origin: string, environment: EnvironmentRow, baseUrl: string): Record<string, string> | undefined {
  if (origin !== new URL(baseUrl).origin && !environment.allowedOrigins.some((allowed) => originMatches(origin, allowed))) return undefined;
  return { "access-control-allow-origin": origin, "access-control-expose-headers": exposedHeaders.join(", "), vary: "Origin" };
}

/** Adds them to an answer. What it varies by already, it goes on to vary by. */
export function addCorsHeaders(headers: Record<string, string>, cors: Readonly<Record<string, string>>): void {
  const vary = headers["vary"];
  Object.assign(headers, cors);
  if (vary !== undefined) headers["vary"] = /(?:^|,)\s*Origin\s*(?:,|$)/i.test(vary) ? vary : `${vary}, Origin`;
}

/** The answer to a preflight. */
export function preflightReply(origin: string | null, environment: EnvironmentRow | undefined, methods: readonly string[]): Reply {
  if (origin === null || !environment?.allowedOrigins.some((allowed) => originMatches(origin, allowed))) return { status: 403, headers: {}, body: null };
  return {
    status: 204,
    body: null,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": requestHeaders.join(", "),
      "access-control-max-age": "7200",
      vary: "Origin",
    },
  };
}
