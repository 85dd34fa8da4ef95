import type { Plinto } from "@plinto/core";
import { useRooms } from "./context.ts";

/**
 * The client of the provider, to call operations with.
 *
 * @example
 * const plinto = useClient();
 * const rename = (name: string) => plinto.organizations.update({ orgId, name });
 */
export function useClient(): Plinto {
  return useRooms().plinto;
}
