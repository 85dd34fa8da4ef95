/** Asking an issuer for its keys. */

import type { Client } from "@plinto/core/client";
import { getJwks, getOrganizationJwks } from "@plinto/core/operations";
import { patience } from "../patience.ts";
import type { LoadedKeys } from "./key-set.ts";

/** Loads the environment's keys, or those of one organization. */
export async function loadKeys(client: Client, organizationId: string | undefined): Promise<LoadedKeys> {
  const call = organizationId === undefined ? getJwks(client, {}, patience) : getOrganizationJwks(client, { orgId: organizationId }, patience);
  const { data, headers } = await call.withResponse();
  const { keys } = Object(data) as { readonly keys?: unknown };
  if (!Array.isArray(keys)) throw new Error("what stands at /.well-known/jwks.json is no key set: is the issuer right?");
  return { keys, skewMs: skewOf(headers, client.transport.clock.now()) };
}

/** How far the clock of whoever answered is ahead. A copy that a cache kept says its age (RFC 9111 section 5.1). */
function skewOf(headers: Headers, now: number): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  const age = headers.get("age") ?? "0";
  return Number.isNaN(date) || !/^\d{1,9}$/.test(age) ? undefined : date + Number(age) * 1000 - now;
}
