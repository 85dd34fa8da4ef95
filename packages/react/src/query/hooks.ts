"use client";
/** What the generated hooks are made of. */

import type { Client, ErrorsOf, OperationId, Page } from "@plinto/core";
import { type ListQuery, queryAt, tree } from "@plinto/core/queries";
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  type UseSuspenseInfiniteQueryResult,
  type UseSuspenseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useSuspenseInfiniteQuery,
  useSuspenseQuery,
} from "@tanstack/react-query";
import { type ChangeSettings, changeOptions } from "./change.ts";
import { infiniteQueryOptions, queryOptions } from "./options.ts";
import type { CacheSettings, ClientChoice, InfiniteSettings, MutationSettings, ReadSettings, SuspenseSettings } from "./settings.ts";
import { useReader, useSuspendedReader } from "./use-cache.ts";

export type { ClientChoice, InfiniteSettings, MutationSettings, ReadSettings } from "./settings.ts";

/** Reads one thing, or one page. Null parameters are not known yet: nothing is asked for them. */
export interface ReadHook<Parameters, Data, Id extends OperationId> {
  (parameters: Parameters | null, options?: ReadSettings<Data, Data> & { readonly select?: undefined }): UseQueryResult<Data, ErrorsOf<Id>>;
  <Selected>(parameters: Parameters | null, options: ReadSettings<Data, Selected>): UseQueryResult<Selected, ErrorsOf<Id>>;
}

/** {@link ReadHook} that suspends until there is data, and throws what goes wrong to the error boundary. */
export interface SuspenseReadHook<Parameters, Data, Id extends OperationId> {
  <Selected = Data>(parameters: Parameters, options?: SuspenseSettings<Data, Selected>): UseSuspenseQueryResult<Selected, ErrorsOf<Id>>;
}

/** Reads a list page after page. */
export interface InfiniteReadHook<Parameters, Item, Id extends OperationId> {
  (parameters: Parameters | null, options?: InfiniteSettings): UseInfiniteQueryResult<InfiniteData<Page<Item>>, ErrorsOf<Id>>;
}

/** {@link InfiniteReadHook} that suspends. */
export interface SuspenseInfiniteReadHook<Parameters, Item, Id extends OperationId> {
  (parameters: Parameters, options?: CacheSettings & ClientChoice): UseSuspenseInfiniteQueryResult<InfiniteData<Page<Item>>, ErrorsOf<Id>>;
}

/** Changes something, and lets what it makes stale be read again. */
export interface ChangeHook<Parameters, Data, Id extends OperationId> {
  <Context = unknown>(options?: MutationSettings<Parameters, Data, ErrorsOf<Id>, Context>): UseMutationResult<Data, ErrorsOf<Id>, Parameters, Context>;
}

/** Options as they arrive; the hooks' types have checked them. */
type Given = ClientChoice & ChangeSettings;

/** Makes a {@link ReadHook} of a read of the facade. */
export function readHook<Hook>(name: string): Hook {
  return ((parameters: object | null, { client: chosen, ...options }: Given = {}) => {
    const { client, canRead } = useReader(chosen);
    return useQuery({ ...queryOptions(queryAt(tree, client, name, parameters ?? {})), ...options, ...pause(canRead && parameters !== null) });
  }) as Hook;
}

/** Makes a {@link SuspenseReadHook}. */
export function suspenseReadHook<Hook>(name: string): Hook {
  return ((parameters: object, { client: chosen, ...options }: Given = {}) => {
    const client = useSuspendedReader(chosen);
    return useSuspenseQuery({ ...queryOptions(queryAt(tree, client, name, parameters)), ...options });
  }) as Hook;
}

/** Makes an {@link InfiniteReadHook}. */
export function infiniteReadHook<Hook>(name: string): Hook {
  return ((parameters: object | null, { client: chosen, ...options }: Given = {}) => {
    const { client, canRead } = useReader(chosen);
    return useInfiniteQuery({ ...infiniteQueryOptions(listAt(name), client, parameters ?? {}), ...options, ...pause(canRead && parameters !== null) });
  }) as Hook;
}

/** Makes a {@link SuspenseInfiniteReadHook}. */
export function suspenseInfiniteReadHook<Hook>(name: string): Hook {
  return ((parameters: object | undefined, { client: chosen, ...options }: Given = {}) => {
    const client = useSuspendedReader(chosen);
    return useSuspenseInfiniteQuery({ ...infiniteQueryOptions(listAt(name), client, parameters ?? {}), ...options });
  }) as Hook;
}

/** Makes a {@link ChangeHook}. */
export function changeHook<Hook>(name: string): Hook {
  return (({ client: chosen, optimistic = false, ...options }: Given = {}) => {
    const { client } = useReader(chosen);
    return useMutation({ ...changeOptions(client, name, { optimistic }), ...options });
  }) as Hook;
}

/** Nothing is read before it is known for whom and for what; else the caller's own `enabled` counts. */
function pause(canRead: boolean): { enabled?: false } {
  return canRead ? {} : { enabled: false };
}

function listAt(name: string): (client: Client, parameters: object) => ListQuery<unknown> {
  return (client, parameters) => queryAt(tree, client, name, parameters) as ListQuery<unknown>;
}
