/** Hono 4. */

import type { MiddlewareHandler } from "hono";
import type { Auth } from "./auth/auth.ts";
import { type AuthenticateOptions, authenticateRequest, type CallerOf, checkAuthOptions } from "./auth/authenticate-request.ts";
import { guard, verifierMissing } from "./auth/guard.ts";
import type { RegisteredCaller } from "./auth/registered.ts";
import type { PermissionName } from "./register.ts";
import type { SessionEndpoint } from "./session-endpoint/endpoint.ts";

export type { RegisteredCaller } from "./auth/registered.ts";

/**
 * A Hono middleware that reads who is asking into the variable `auth`, and refuses nobody: guards do.
 *
 * @throws `PlintoError` `verifier_missing`
 * @example
 * const app = new Hono()
 *   .use(honoAuth({ verifier }))
 *   .get("/me", requireAuth(), (c) => c.json({ userId: c.var.auth.userId }));
 */
export function honoAuth<const Options extends AuthenticateOptions>(options: Options): MiddlewareHandler<{ Variables: { auth: Auth<CallerOf<Options>> } }> {
  checkAuthOptions(options);
  return async (c, next) => {
    c.set("auth", await authenticateRequest(c.req.raw, options));
    await next();
  };
}

/** Lets signed-in callers through; answers 401, or 503 where that cannot be said. */
export function requireAuth(): MiddlewareHandler<{ Variables: { auth: RegisteredCaller } }> {
  return guarded(undefined);
}

/** Lets callers with a permission through; answers 401, 403 or 503 otherwise. */
export function requirePermission(permission: PermissionName): MiddlewareHandler<{ Variables: { auth: RegisteredCaller } }> {
  return guarded(permission);
}

/**
 * A handler for `createSessionEndpoint`.
 *
 * @example
 * app.all("/api/plinto/*", honoSessionEndpoint(endpoint));
 */
export function honoSessionEndpoint(endpoint: Pick<SessionEndpoint, "handle">): (context: { readonly req: { readonly raw: Request } }) => Promise<Response> {
  return ({ req }) => endpoint.handle(req.raw);
}

function guarded(permission: PermissionName | undefined): MiddlewareHandler<{ Variables: { auth: RegisteredCaller } }> {
  return async (c, next) => {
    const auth = c.get("auth") as Auth<RegisteredCaller> | undefined;
    if (!auth) throw verifierMissing("app.use(honoAuth({ verifier })) before it");
    const result = await guard(auth, permission);
    if ("answer" in result) return new Response(result.answer.body, { status: result.answer.status, headers: result.answer.headers });
    await next();
    return undefined;
  };
}
