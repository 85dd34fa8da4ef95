"use client";
/** The door for TanStack Query. */

export * from "../generated/hooks.ts";
export type {
  ChangeHook,
  ClientChoice,
  InfiniteReadHook,
  InfiniteSettings,
  MutationSettings,
  ReadHook,
  ReadSettings,
  SuspenseInfiniteReadHook,
  SuspenseReadHook,
} from "./hooks.ts";

// Options for hooks of your own, for servers and for the cache
export { type InfiniteReadOptions, type ReadOptions, infiniteQueryOptions, queryOptions } from "./options.ts";
export { type ChangeOptions, type ChangeSettings, mutationOptions } from "./change.ts";
export type { Change } from "./change-shape.ts";
export type { Changes } from "../generated/changes.ts";

// What becomes stale
export { invalidateByEvent, invalidateByOperation } from "./stale.ts";
