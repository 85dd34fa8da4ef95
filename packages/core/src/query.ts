/** A read as data: a key to remember it by and a function to perform it. No cache and no framework inside. */

import type { CallOptions } from "./call-options.ts";
import type { Client } from "./client.ts";
import type { Page, PlintoPagePromise } from "./pagination.ts";

/** `[scope, resource, method, kind, parameters]`. The scope keeps environments and organizations apart. */
export type QueryKey = readonly [scope: string, resource: string, method: string, kind: "item" | "page", parameters: object];

/** What a cache passes to a query function; `signal` ends the request when nobody waits any more. */
export interface QueryContext {
  readonly signal?: AbortSignal;
}

/** A read of one thing. */
export interface Query<T> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context?: QueryContext) => Promise<T>;
}

/** A read of one page of a list. */
export type ListQuery<Item> = Query<Page<Item>>;

/** Names whose data it is: the same for server and browser, another one for another environment or organization. */
export function queryScope(client: Client): string {
  const parts = [client.baseUrl, client.transport.publishableKey ?? "", client.organizationId ?? ""];
  let hash = 0x811c9dc5;
  for (const character of parts.join("\n")) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return `plinto:${(hash >>> 0).toString(36)}`;
}

export function query<T>(
  client: Client,
  resource: string,
  method: string,
  params: object | undefined,
  perform: (options: CallOptions) => Promise<T>,
): Query<T> {
  return {
    queryKey: [queryScope(client), resource, method, "item", params ?? {}],
    queryFn: (context) => perform(context?.signal ? { signal: context.signal } : {}),
  };
}

export function listQuery<Item>(
  client: Client,
  resource: string,
  method: string,
  params: object | undefined,
  perform: (options: CallOptions) => PlintoPagePromise<Item, unknown>,
): ListQuery<Item> {
  return {
    queryKey: [queryScope(client), resource, method, "page", params ?? {}],
    queryFn: async (context) => await perform(context?.signal ? { signal: context.signal } : {}),
  };
}
