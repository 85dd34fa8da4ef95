/** Next.js: App Router, route handlers and proxy. */

import { headers } from "next/headers.js";
import { type NextRequest, NextResponse } from "next/server.js";
import type { Auth } from "./auth/auth.ts";
import { type AuthenticateOptions, authenticateRequest, type CallerOf, checkAuthOptions, isBearer } from "./auth/authenticate-request.ts";
import { createSessionEndpoint } from "./session-endpoint/endpoint.ts";
import type { SessionEndpointOptions } from "./session-endpoint/options.ts";
import { findRoute } from "./session-endpoint/routes.ts";

/** Options of {@link createPlintoNext}. */
export type PlintoNextOptions = AuthenticateOptions & Partial<Omit<SessionEndpointOptions, "accessCookie">>;

/** What a route file exports. */
export interface PlintoNextHandlers {
  POST(request: Request): Promise<Response>;
  OPTIONS(request: Request): Promise<Response>;
}

/** Plinto in a Next application. Made by {@link createPlintoNext}. */
export interface PlintoNext<Options extends AuthenticateOptions> {
  /**
   * Who is asking, in server components, server actions and route handlers. Takes the request where there is one, else the
   * headers of the one that is being answered.
   */
  auth(request?: Request): Promise<Auth<CallerOf<Options>>>;
  /**
   * For `proxy.ts` (`middleware.ts` before Next 16): turns the cookie of the session into an access token for what is
   * rendered, and refreshes it where it has to. A bearer token that a request brings along goes first; a header
   * `Authorization` of another scheme, such as that of a staging site behind a password, gives way. What `handlers` answer
   * passes as it came, whatever the matcher.
   */
  proxy(request: NextRequest): Promise<NextResponse>;
  /** For `app/api/plinto/[...path]/route.ts`: the `sessionEndpoint` of `createPlinto`. */
  readonly handlers: PlintoNextHandlers;
}

/** Tells what is rendered that the session could not be refreshed: nobody is signed out by an outage. */
const outageHeader = "x-plinto-session-unavailable";

/**
 * Joins Plinto to a Next application: the refresh token lives in a cookie that no script reads, the proxy turns it into an
 * access token for what is rendered, and `auth()` verifies that.
 *
 * @throws `PlintoError` `verifier_missing`, `option_invalid`
 * @example plinto.ts
 * export const { auth, proxy, handlers } = createPlintoNext({ verifier: createTokenVerifier({ issuer }) });
 *
 * @example proxy.ts
 * export { proxy } from "./plinto";
 * export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico).*)"] };
 *
 * @example app/api/plinto/[...path]/route.ts
 * export const { POST, OPTIONS } = handlers;
 */
export function createPlintoNext<const Options extends PlintoNextOptions>(options: Options): PlintoNext<Options> {
  const { verifier, decisions: _, apiKeys: __, ...endpointOptions } = checkAuthOptions<PlintoNextOptions>(options);
  const { client } = verifier.settings;
  const endpoint = createSessionEndpoint({
    baseUrl: client.baseUrl,
    fetch: client.transport.fetch,
    clock: client.transport.clock,
    ...(client.transport.publishableKey && { publishableKey: client.transport.publishableKey }),
    ...endpointOptions,
    accessCookie: true,
  });

  // The end of a cookie is by the browser's clock. What cannot be judged now is judged again by what is rendered.
  const accept = async (accessToken: string): Promise<boolean> => (await verifier.verify(accessToken)).status !== "refused";

  return {
    async auth(request) {
      const from = request?.headers ?? (await headers());
      const auth = await authenticateRequest({ headers: from }, options);
      if (auth.status !== "signed-out" || auth.reason !== "credential_missing" || from.get(outageHeader) === null) return auth;
      const message = "The session could not be refreshed: the API did not answer the proxy.";
      return { status: "unavailable", reason: "session_unavailable", message, retryAfterSeconds: 1 };
    },
    async proxy(request) {
      const passed = new Headers(request.headers);
      // Only this proxy may say so.
      passed.delete(outageHeader);
      // The endpoint reads the cookies itself: a refresh here would take the refresh token away from it.
      if (isBearer(passed) || findRoute(request.method, request.nextUrl.pathname)) return NextResponse.next({ request: { headers: passed } });
      const restored = await endpoint.restore(request, { accept });
      if (restored.status === "signed-in") passed.set("authorization", `Bearer ${restored.accessToken}`);
      if (restored.status === "unavailable") passed.set(outageHeader, "1");
      const response = NextResponse.next({ request: { headers: passed } });
      for (const cookie of restored.cookies) response.headers.append("set-cookie", cookie);
      // What is rendered for one person is no answer for another.
      if (restored.status === "signed-in") response.headers.set("cache-control", "private, no-store");
      return response;
    },
    handlers: { POST: (request) => endpoint.handle(request), OPTIONS: (request) => endpoint.handle(request) },
  };
}
