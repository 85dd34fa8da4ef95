/** Express 4 and 5. */

import type { Auth } from "./auth/auth.ts";
import { authenticateRequest, checkAuthOptions } from "./auth/authenticate-request.ts";
import { guard, verifierMissing } from "./auth/guard.ts";
import type { AuthCarrier, RegisteredCaller, RegisteredOptions } from "./auth/registered.ts";
import type { PermissionName } from "./register.ts";
import type { SessionEndpoint } from "./session-endpoint/endpoint.ts";
import { type NodeEndpointRequest, type NodeEndpointResponse, answerNode, sendNode } from "./session-endpoint/serve-node.ts";

export type { NodeEndpointRequest, NodeEndpointResponse } from "./session-endpoint/serve-node.ts";

export { type AuthCarrier, type RegisteredCaller, type RegisteredOptions, signedIn } from "./auth/registered.ts";

declare global {
  // How Express lets others add to its requests.
  namespace Express {
    interface Request {
      /** Who is asking: set by `expressAuth`. Behind a guard, `signedIn(request)` is it without the other cases. */
      auth: Auth<RegisteredCaller>;
    }
  }
}

/** The part of an Express request that is used. */
export interface ExpressRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The part of an Express response that is used. */
export interface ExpressResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

/** An Express middleware. */
export type ExpressMiddleware = (request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void) => Promise<void>;

/**
 * Reads who is asking into `request.auth`, and refuses nobody: guards do.
 *
 * @throws `PlintoError` `verifier_missing`
 * @example
 * app.use(expressAuth({ verifier }));
 * app.get("/me", requireAuth(), (request, response) => response.json({ userId: signedIn(request).userId }));
 * app.post("/invitations", requirePermission("members:invite"), invite);
 */
export function expressAuth(options: RegisteredOptions): ExpressMiddleware {
  checkAuthOptions(options);
  return (request, _, next) =>
    forward(next, async () => {
      (request as AuthCarrier).auth = await authenticateRequest(request, options);
      return true;
    });
}

/** Lets signed-in callers through; answers 401, or 503 where that cannot be said. */
export function requireAuth(): ExpressMiddleware {
  return guarded(undefined);
}

/** Lets callers with a permission through; answers 401, 403 or 503 otherwise. */
export function requirePermission(permission: PermissionName): ExpressMiddleware {
  return guarded(permission);
}

/**
 * A route for `createSessionEndpoint`. Parsers may stand before it.
 *
 * @example
 * app.use("/api/plinto", expressSessionEndpoint(endpoint));
 */
export function expressSessionEndpoint(
  endpoint: Pick<SessionEndpoint, "handle">,
): (request: NodeEndpointRequest, response: NodeEndpointResponse, next: (error?: unknown) => void) => Promise<void> {
  return (request, response, next) =>
    forward(next, async () => {
      sendNode(await answerNode(endpoint, request), response);
      return false;
    });
}

function guarded(permission: PermissionName | undefined): ExpressMiddleware {
  return (request: ExpressRequest & AuthCarrier, response, next) =>
    forward(next, async () => {
      if (!request.auth) throw verifierMissing("app.use(expressAuth({ verifier })) before it");
      const result = await guard(request.auth, permission);
      if ("auth" in result) return true;
      const { status, headers, body } = result.answer;
      response.statusCode = status;
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.end(body);
      return false;
    });
}

/** Express 4 waits for no promise: what fails has to be told. */
async function forward(next: (error?: unknown) => void, work: () => Promise<boolean>): Promise<void> {
  let goesOn: boolean;
  try {
    goesOn = await work();
  } catch (error) {
    next(error);
    return;
  }
  if (goesOn) next();
}
