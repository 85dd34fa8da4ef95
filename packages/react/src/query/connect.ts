/** Keeps a cache right: after every call of a client, and when another person takes its place. */

import { type Client, isPlintoError } from "@plinto/core";
import { personScope } from "@plinto/core/queries";
import type { QueryClient } from "@tanstack/react-query";
import type { AuthStore } from "../auth-store.ts";
import { invalidateByOperation, isOf } from "./stale.ts";

/**
 * Connects a cache with a client when it is called, until what it answers is. Who has gone in between two connections leaves
 * nothing behind either. Hooks of this package do it by themselves.
 */
export function cacheConnection(cache: QueryClient, client: Client, auth: Pick<AuthStore, "subscribe">): () => () => void {
  let person = personScope(client);
  const forgetOthers = (): void => {
    const before = person;
    person = personScope(client);
    if (before !== person) cache.removeQueries({ predicate: ({ queryKey: [scope] }) => isOf(before, scope) });
  };
  const touch = (operationId: string | undefined): void => {
    if (operationId) void invalidateByOperation(cache, client, operationId);
  };
  return () => {
    forgetOthers();
    const stops = [
      client.hooks.on("response", ({ call }) => touch(call.operationId)),
      client.hooks.on("error", ({ call, error }) => {
        // Without an answer of the API's own rules nobody knows whether the change was made.
        if (isPlintoError(error) && (error.kind === "network" || error.kind === "timeout" || (error.status ?? 0) >= 500)) touch(call.operationId);
      }),
      auth.subscribe(forgetOthers),
    ];
    return () => stops.forEach((stop) => stop());
  };
}
