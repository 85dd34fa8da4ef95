/** Whose page has sent a request: what keeps other sites from using a visitor's cookies. */

/** Whether the page may use the endpoint. @param origins `https://app.example.com`; the request's own where none are given */
export function isFromOwnPage(request: Request, origins: readonly string[] | undefined): boolean {
  const origin = request.headers.get("origin");
  // Every browser names it where a page posts; what is no browser has no cookies to be afraid for.
  if (origin === null) return request.headers.get("sec-fetch-site") === "same-origin";
  return origins ? origins.includes(origin) : isSameHost(origin, request);
}

/** Hosts that browsers trust without TLS, and keep `Secure` cookies for. */
const ownMachine = /^(([\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether an origin is that of the request. By the header Host, which no page of another site can choose: frameworks put
 * names of their own into the URL. A server behind a proxy that ends TLS sees http where the page is https. A page without
 * TLS can be anybody's on the way, and has no cookie of ours: it counts on one's own machine alone.
 */
function isSameHost(origin: string, request: Request): boolean {
  if (!URL.canParse(origin)) return false;
  const { host, hostname, protocol } = new URL(origin);
  if (protocol !== "https:" && !ownMachine.test(hostname)) return false;
  const own = new URL(request.url);
  return host === (request.headers.get("host") ?? own.host) && (protocol === own.protocol || own.protocol === "http:");
}

/** For pages of another origin that may use the endpoint: they may read its answers. */
export function corsHeaders(request: Request, origins: readonly string[] | undefined): Record<string, string> {
  const origin = request.headers.get("origin");
  if (origin === null || !origins?.includes(origin)) return {};
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
}
