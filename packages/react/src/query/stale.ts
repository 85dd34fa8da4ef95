/** What a change or an event makes stale in a cache, as the description says. */

import type { Client } from "@plinto/core";
import { eventInvalidations, invalidations, personScope } from "@plinto/core/queries";
import type { QueryClient } from "@tanstack/react-query";

/**
 * Marks as stale what an operation touches, for the person of the client and for nobody else. What is on the screen is
 * read again at once. Calls of the client that a provider has do this by themselves.
 *
 * @example
 * await invalidateByOperation(queryClient, plinto, "updateMember");
 */
export function invalidateByOperation(cache: QueryClient, client: Client, operationId: string): Promise<void> {
  return invalidate(cache, client, invalidations[operationId]);
}

/**
 * Marks as stale what an event touches.
 *
 * @example
 * await invalidateByEvent(queryClient, plinto, "member.added");
 */
export function invalidateByEvent(cache: QueryClient, client: Client, type: string): Promise<void> {
  return invalidate(cache, client, eventInvalidations[type]);
}

async function invalidate(cache: QueryClient, client: Client, beginnings: readonly (readonly string[])[] = []): Promise<void> {
  if (beginnings.length === 0) return;
  const person = personScope(client);
  await cache.invalidateQueries({
    predicate: ({ queryKey: [scope, resource, method] }) =>
      isOf(person, scope) && beginnings.some(([first, second]) => first === resource && second === method),
  });
}

/** Whether a key is one of a person's. */
export function isOf(person: string, scope: unknown): boolean {
  return typeof scope === "string" && scope.startsWith(person);
}
