/** Which operations go through the endpoint. */

import { sessionRoutes, type SessionRoute } from "../generated/session-routes.ts";

/** An operation of the session, found by the path that was asked for. */
export interface FoundRoute extends SessionRoute {
  /** The path of the API. */
  readonly path: string;
}

const patterns: readonly { readonly method: string; readonly pattern: RegExp; readonly route: FoundRoute }[] = Object.entries(sessionRoutes).map(
  ([line, route]) => {
    const [method = "", template = ""] = line.split(" ");
    // Ids are letters, digits and underscores: nothing else of a path reaches the API.
    return { method, pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, "\\w+")}$`), route: { ...route, path: template } };
  },
);

/** The operation that trades a refresh token for the next. */
export const rotation: FoundRoute = patterns.find(({ route }) => route.session === "rotate")!.route;

/** The operation that stands at the end of a path: `/api/plinto/v1/auth/sign-in`. */
export function findRoute(method: string, pathname: string): FoundRoute | undefined {
  // The last one: a route of one's own may stand below a /v1/ too.
  const begin = pathname.lastIndexOf("/v1/");
  if (begin < 0) return undefined;
  const path = pathname.slice(begin);
  const found = patterns.find((one) => one.method === method && one.pattern.test(path));
  return found && { ...found.route, path };
}
