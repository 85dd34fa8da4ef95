/** A read as data: a key to remember it by and a function to perform it. No cache and no framework inside. */

import { type OperationTree, lineIn } from "./bind-tree.ts";
import type { Client } from "./client.ts";
import { PlintoError } from "./errors.ts";
import { call } from "./operation.ts";
import type { OperationLine } from "./operation-descriptor.ts";
import type { Page } from "./pagination.ts";
import { sessionChanged } from "./session/session-changed.ts";
import type { Principal } from "./transport/stage.ts";

/**
 * `[scope, resource, method, kind, parameters]`: what begins alike becomes stale together. A list that a cache keeps as
 * pages on end is of another kind than one page of it.
 */
export type QueryKey = readonly [scope: string, resource: string, method: string, kind: "item" | "page" | "infinite", parameters: object];

/** What a cache passes to a query function; `signal` ends the request when nobody waits any more. */
export interface QueryContext {
  readonly signal?: AbortSignal;
}

/** A read of one thing. */
export interface Query<T> {
  readonly queryKey: QueryKey;
  /** Performs the read. @throws `PlintoError`, as the operation does, and `session_changed` when the key is another one by then. */
  readonly queryFn: (context?: QueryContext) => Promise<T>;
}

/** A read of one page of a list. */
export type ListQuery<Item> = Query<Page<Item>>;

/**
 * Names whose data it is, as hashes of base URL, publishable key and user, and of the organization: what a server has read
 * for a person through `withSession` is found by her browser, and nobody else's data is. The user is that of the session,
 * or of the access token; a secret key is not part of it, so give each secret key a cache of its own.
 *
 * @example What an operation makes stale
 * for (const beginning of invalidations.createOrganization ?? []) queryClient.invalidateQueries({ queryKey: [queryScope(plinto), ...beginning] });
 */
export function queryScope(client: Client): string {
  return personScope(client) + hash(client.organizationId ?? principalOf(client)?.organizationId ?? "");
}

/**
 * The beginning of every scope of a person, in whatever organization she stands.
 *
 * @example Forget everything of a person who signs out
 * const person = personScope(plinto);
 * await plinto.auth.signOut();
 * queryClient.removeQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(person) });
 */
export function personScope(client: Client): string {
  const parts = [client.baseUrl, client.transport.publishableKey, principalOf(client)?.userId];
  return `plinto:${hash(parts.map((part) => part ?? "").join("\n"))}/`;
}

function principalOf({ transport: { sessionStages, authorization } }: Client): Principal | null | undefined {
  return sessionStages?.principal?.() ?? bearerOf(authorization?.());
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

/**
 * The query that stands under a name of the facade.
 *
 * @example
 * const { queryKey } = queryAt(tree, plinto, "organizations.members.list", { orgId });
 */
export function queryAt(tree: OperationTree, client: Client, path: string, parameters: object = {}): Query<unknown> {
  const end = path.lastIndexOf(".");
  const [resource, name] = [path.slice(0, end), path.slice(end + 1)];
  return makeQuery(client, lineAt(tree, path), [resource, name], parameters);
}

/** The line of the operation that stands under a name of the facade. */
export function lineAt(tree: OperationTree, path: string): OperationLine {
  const names = path.split(".");
  const method = names.pop()!;
  return lineIn(
    names.reduce((resource, name) => resource[name] as OperationTree, tree),
    method,
  );
}

function makeQuery(client: Client, line: OperationLine, [resource, method]: [string, string], parameters: object): Query<unknown> {
  const scope = queryScope(client);
  const principal = principalOf(client);
  return {
    queryKey: [scope, resource, method, / list\b/.test(line) ? "page" : "item", parameters],
    async queryFn({ signal } = {}) {
      const data = await call(client, line, parameters, signal ? { signal } : {});
      // What was asked for one person and answered to another belongs under nobody's key.
      if (principal && queryScope(client) !== scope) throw new PlintoError(sessionChanged);
      return data;
    },
  };
}
