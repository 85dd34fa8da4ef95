/** Fastify 5. */

import type { FastifyPluginAsync, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from "fastify";
import type { Auth } from "./auth/auth.ts";
import { authenticateRequest, checkAuthOptions } from "./auth/authenticate-request.ts";
import { guard, verifierMissing } from "./auth/guard.ts";
import type { AuthCarrier, RegisteredCaller, RegisteredOptions } from "./auth/registered.ts";
import type { PermissionName } from "./register.ts";
import type { SessionEndpoint } from "./session-endpoint/endpoint.ts";
import { answerNode } from "./session-endpoint/serve-node.ts";

export { type AuthCarrier, type RegisteredCaller, type RegisteredOptions, signedIn } from "./auth/registered.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is asking: set by `fastifyAuth`. Behind a guard, `signedIn(request)` is it without the other cases. */
    auth: Auth<RegisteredCaller>;
  }
}

/**
 * A Fastify plugin that reads who is asking into `request.auth`, for all routes beside it and below, and refuses nobody:
 * guards do.
 *
 * @throws `PlintoError` `verifier_missing`
 * @example
 * await app.register(fastifyAuth({ verifier }));
 * app.get("/me", { preHandler: requireAuth() }, (request) => ({ userId: signedIn(request).userId }));
 */
export function fastifyAuth(options: RegisteredOptions): FastifyPluginAsync {
  checkAuthOptions(options);
  const plugin: FastifyPluginAsync = async (app) => {
    app.decorateRequest("auth");
    app.addHook("onRequest", async (request) => {
      request.auth = await authenticateRequest(request, options);
    });
  };
  // What fastify-plugin sets: without it the hook would stay inside the plugin.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true, [Symbol.for("fastify.display-name")]: "@plinto/node" });
}

/** Lets signed-in callers through; answers 401, or 503 where that cannot be said. */
export function requireAuth(): preHandlerAsyncHookHandler {
  return guarded(undefined);
}

/** Lets callers with a permission through; answers 401, 403 or 503 otherwise. */
export function requirePermission(permission: PermissionName): preHandlerAsyncHookHandler {
  return guarded(permission);
}

/** Options of {@link fastifySessionEndpoint}. */
export interface FastifySessionEndpointOptions {
  /** Below which path it stands: what `sessionEndpoint` of `createPlinto` says. */
  readonly path: string;
}

/**
 * A Fastify plugin with the routes of `createSessionEndpoint`, whose parsers are its own. Register it without
 * `fastify-plugin`, which would break that wall.
 *
 * @example
 * await app.register(fastifySessionEndpoint(endpoint, { path: "/api/plinto" }));
 */
export function fastifySessionEndpoint(endpoint: Pick<SessionEndpoint, "handle">, { path }: FastifySessionEndpointOptions): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    // Read by whoever answers, so that only as much is read as an operation of the session can have.
    app.addContentTypeParser("*", (_, __, done) => done(null));
    app.all(`${path}/*`, async ({ raw }, reply) => {
      const { status, headers, body } = await answerNode(endpoint, raw);
      return reply.code(status).headers(headers).send(body);
    });
  };
}

function guarded(permission: PermissionName | undefined): preHandlerAsyncHookHandler {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { auth } = request as AuthCarrier;
    if (!auth) throw verifierMissing("await app.register(fastifyAuth({ verifier })) before it");
    const result = await guard(auth, permission);
    if ("auth" in result) return undefined;
    const { status, headers, body } = result.answer;
    return reply.code(status).headers(headers).send(body);
  };
}
