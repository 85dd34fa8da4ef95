/** Servers of `Request` and `Response`: Bun, Deno, workers, route handlers. */

import type { Auth } from "./auth/auth.ts";
import { type AuthenticateOptions, type CallerOf, authenticateRequest, checkAuthOptions } from "./auth/authenticate-request.ts";
import { type Guarded, guard } from "./auth/guard.ts";
import type { PermissionName } from "./register.ts";

/** Answers a request of somebody who was let in. */
export type GuardedHandler<Caller, Rest extends readonly unknown[]> = (request: Request, auth: Caller, ...rest: Rest) => Response | Promise<Response>;

/** Judges requests of the Fetch API. Made by {@link fetchAuth}. */
export interface FetchAuth<Options extends AuthenticateOptions> {
  /** Who is asking. */
  auth(request: Request): Promise<Auth<CallerOf<Options>>>;
  /** Lets signed-in callers through to a handler; answers 401 or 503 otherwise. What a framework passes beside the request is passed on. */
  requireAuth<Rest extends readonly unknown[]>(handler: GuardedHandler<CallerOf<Options>, Rest>): (request: Request, ...rest: Rest) => Promise<Response>;
  /** Lets callers with a permission through; answers 401, 403 or 503 otherwise. */
  requirePermission<Rest extends readonly unknown[]>(
    permission: PermissionName,
    handler: GuardedHandler<CallerOf<Options>, Rest>,
  ): (request: Request, ...rest: Rest) => Promise<Response>;
}

/**
 * Guards for handlers of the Fetch API.
 *
 * @throws `PlintoError` `verifier_missing`
 * @example
 * const { requireAuth, requirePermission } = fetchAuth({ verifier });
 * export default { fetch: requireAuth((request, auth) => Response.json({ userId: auth.userId })) };
 */
export function fetchAuth<const Options extends AuthenticateOptions>(options: Options): FetchAuth<Options> {
  checkAuthOptions(options);
  const auth = (request: Request): Promise<Auth<CallerOf<Options>>> => authenticateRequest(request, options);
  const guarded =
    <Rest extends readonly unknown[]>(permission: PermissionName | undefined, handler: GuardedHandler<CallerOf<Options>, Rest>) =>
    async (request: Request, ...rest: Rest): Promise<Response> => {
      const result: Guarded<CallerOf<Options>> = await guard(await auth(request), permission);
      if ("auth" in result) return handler(request, result.auth, ...rest);
      const { status, headers, body } = result.answer;
      return new Response(body, { status, headers });
    };
  return {
    auth,
    requireAuth: (handler) => guarded(undefined, handler),
    requirePermission: (permission, handler) => guarded(permission, handler),
  };
}
