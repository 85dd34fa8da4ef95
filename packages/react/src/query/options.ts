/** Reads as options that TanStack Query takes anywhere: in hooks, in `prefetchQuery` on a server, in `getQueryData`. */

import type { Client, Page } from "@plinto/core";
import type { ListQuery, Query, QueryContext, QueryKey } from "@plinto/core/queries";
import type { DataTag, InfiniteData } from "@tanstack/react-query";

/** Options of a query. */
export interface ReadOptions<T> {
  readonly queryKey: DataTag<QueryKey, T>;
  readonly queryFn: (context: QueryContext) => Promise<T>;
  /** The client repeats by itself. */
  readonly retry: false;
}

/** Options of an infinite query. */
export interface InfiniteReadOptions<Item> {
  readonly queryKey: DataTag<QueryKey, InfiniteData<Page<Item>, string | null>>;
  readonly queryFn: (context: QueryContext & { readonly pageParam: string | null }) => Promise<Page<Item>>;
  readonly initialPageParam: string | null;
  readonly getNextPageParam: (page: Page<Item>) => string | null;
  readonly getPreviousPageParam: (page: Page<Item>) => string | null;
  readonly retry: false;
}

/**
 * A query of `@plinto/core/queries` with its type.
 *
 * @example
 * await queryClient.prefetchQuery(queryOptions(organizations.get(plinto, { orgId })));
 */
export function queryOptions<T>({ queryKey, queryFn }: Query<T>): ReadOptions<T> {
  return { queryKey: queryKey as ReadOptions<T>["queryKey"], queryFn: ({ signal }) => queryFn(signal ? { signal } : {}), retry: false };
}

/**
 * A list of `@plinto/core/queries`, page after page. Its key is of another kind than that of one page.
 *
 * @example
 * const members = useInfiniteQuery(infiniteQueryOptions(organizations.members.list, plinto, { orgId, pageSize: 50 }));
 */
export function infiniteQueryOptions<Parameters extends object, Item>(
  list: (client: Client, parameters: Parameters) => ListQuery<Item>,
  client: Client,
  parameters: Parameters,
): InfiniteReadOptions<Item> {
  const { cursor = null, ...rest } = parameters as { cursor?: string | null };
  const from = (pageParam: string | null): ListQuery<Item> => list(client, { ...rest, ...(pageParam && { cursor: pageParam }) } as Parameters);
  const [scope, resource, method] = from(null).queryKey;
  return {
    queryKey: [scope, resource, method, "infinite", parameters] as unknown as InfiniteReadOptions<Item>["queryKey"],
    queryFn: ({ pageParam, signal }) => from(pageParam).queryFn(signal ? { signal } : {}),
    initialPageParam: cursor,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    getPreviousPageParam: ({ prevCursor }) => prevCursor,
    retry: false,
  };
}
