/** A read as data: a key to remember it by and a function to perform it. No cache and no framework inside. */

import { type OperationTree, lineIn } from "./bind-tree.ts";
import type { Client } from "./client.ts";
import { call } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import type { Page } from "./pagination.ts";
import type { Principal } from "./transport/stage.ts";

/** `[scope, resource, method, kind, parameters]`: what begins alike becomes stale together. */
export type QueryKey = readonly [scope: string, resource: string, method: string, kind: "item" | "page", parameters: object];

/** What a cache passes to a query function; `signal` ends the request when nobody waits any more. */
export interface QueryContext {
  readonly signal?: AbortSignal;
}

/** A read of one thing. */
export interface Query<T> {
  readonly queryKey: QueryKey;
  /** Performs the read. @throws `PlintoError`, as the operation does. */
  readonly queryFn: (context?: QueryContext) => Promise<T>;
}

/** A read of one page of a list. */
export type ListQuery<Item> = Query<Page<Item>>;

/**
 * Names whose data it is, as a hash of base URL, publishable key, user and organization: what a server has read for a
 * person through `withSession` is found by her browser, and nobody else's data is. The user is that of the session, or
 * of the access token; a secret key is not part of it, so give each secret key a cache of its own.
 *
 * @example Forget everything of a person who signs out
 * const scope = queryScope(plinto);
 * await plinto.auth.signOut();
 * queryClient.removeQueries({ queryKey: [scope] });
 *
 * @example What an operation makes stale
 * for (const beginning of invalidations.createOrganization ?? []) queryClient.invalidateQueries({ queryKey: [queryScope(plinto), ...beginning] });
 */
export function queryScope({ baseUrl, organizationId, transport }: Client): string {
  const { publishableKey, authorization, sessionStages } = transport;
  const principal = sessionStages?.principal?.() ?? bearerOf(authorization?.());
  const parts = [baseUrl, publishableKey, principal?.userId, organizationId ?? principal?.organizationId];
  return `plinto:${hash(parts.map((part) => part ?? "").join("\n"))}`;
}

/** Who an access token (RFC 9068) speaks for. It is not verified: a forged one only finds an empty cache. */
function bearerOf(authorization = ""): Principal | undefined {
  const [, claims = ""] = authorization.split(".");
  try {
    const { sub, org_id } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as { sub: string; org_id?: string };
    return { userId: sub, organizationId: org_id ?? null };
  } catch {
    // A secret key, or no credential.
    return undefined;
  }
}

/** FNV-1a from two beginnings: 64 bits, so that two people do not meet by chance. */
function hash(text: string): string {
  const from = (beginning: number): string => {
    let value = beginning;
    for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
    return (value >>> 0).toString(36);
  };
  return `${from(0x811c9dc5)}-${from(0x2d8f1a3b)}`;
}

/** The queries of a resource, from the reads among its operations; generated code has their types. */
export function bindQueries<Queries>(tree: OperationTree, resource: string): Queries {
  const bound: Record<string, unknown> = {};
  for (const [name, node] of Object.entries(tree)) {
    if (typeof node !== "string") bound[name] = bindQueries(node, `${resource}.${name}`);
    else if (node.includes(" GET "))
      bound[name] = (client: Client, parameters: object = {}) => makeQuery(client, lineIn(tree, name), [resource, name], parameters);
  }
  return bound as Queries;
}

function makeQuery(client: Client, line: OperationLine, [resource, method]: [string, string], parameters: object): Query<unknown> {
  return {
    queryKey: [queryScope(client), resource, method, / list\b/.test(line) ? "page" : "item", parameters],
    queryFn: ({ signal } = {}) => call(client, line, parameters, signal ? { signal } : {}),
  };
}
