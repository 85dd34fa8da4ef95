import type { EnvironmentRow } from "../domain/environment/table.ts";

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
  "WWW-Authenticate",
  "traceparent",
];

/** A preflight of CORS (Fetch standard section 3.3.2). */
export function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}

/** What lets a page of an allowed origin read the answer; nothing for other origins. */
export function corsHeaders(origin: string, environment: EnvironmentRow, baseUrl: string): Record<string, string> {
  if (origin !== new URL(baseUrl).origin && !environment.allowedOrigins.some((allowed) => originMatches(origin, allowed))) return {};
  return { "access-control-allow-origin": origin, "access-control-expose-headers": exposedHeaders.join(", "), vary: "Origin" };
}

export function preflightResponse(origin: string | null, environment: EnvironmentRow, methods: readonly string[]): Response {
  if (origin === null || !environment.allowedOrigins.some((allowed) => originMatches(origin, allowed))) return new Response(null, { status: 403 });
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": methods.join(", "),
      "access-control-allow-headers": requestHeaders.join(", "),
      "access-control-max-age": "7200",
      vary: "Origin",
    },
  });
}

/** An allowed origin is exact, but for its port, which may be `*` on loopback hosts. */
function originMatches(origin: string, allowed: string): boolean {
  if (origin === allowed) return true;
  const loopback = /^(https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])):\*$/.exec(allowed);
  return loopback !== null && new RegExp(`^${loopback[1]!.replaceAll(/[.[\]]/g, String.raw`\$&`)}(?::\\d{1,5})?$`).test(origin);
}
