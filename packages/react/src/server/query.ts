/** The door for TanStack Query where React Server Components are made: what prefetches, without the hooks. */

export { infiniteQueryOptions, queryOptions } from "../query/options.ts";
