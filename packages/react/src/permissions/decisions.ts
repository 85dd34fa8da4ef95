/** Whether the person may: what the server decides, asked for all gates of a page at once. */

import type { PermissionResource, Plinto } from "@plinto/core";
import { type Remote, createRemote } from "../remote.ts";
import { type Decided, type PermissionCheck, ask } from "./ask.ts";

export type { Decided } from "./ask.ts";

/** One question of a gate. */
export interface Question {
  readonly permission: string;
  readonly resource?: PermissionResource | undefined;
  /** The organization of the session when absent. */
  readonly organizationId?: string | undefined;
}

/** A question in a session as the key of its answer: who signs in again may have lost a role meanwhile, and is asked about anew. */
export function questionKey(sessionId: string, { permission, organizationId, resource }: Question): string {
  return JSON.stringify([sessionId, organizationId, permission, resource]);
}

/** Asks the server, one call per organization: one that refuses leaves the gates of the others alone. */
export function createDecisions(plinto: Plinto): Remote<Decided> {
  return createRemote((keys) => {
    const byOrganization = new Map<string, string[]>();
    for (const key of keys) {
      const [, organizationId] = JSON.parse(key) as [string, string];
      byOrganization.set(organizationId, [...(byOrganization.get(organizationId) ?? []), key]);
    }
    const found = new Map<string, Promise<Decided | undefined>>();
    for (const [organizationId, own] of byOrganization) {
      const decided = ask({ ...plinto, organizationId }, own.map(checkOf));
      for (const [index, key] of own.entries())
        found.set(
          key,
          decided.then((decisions) => decisions[index]),
        );
    }
    return found;
  });
}

function checkOf(key: string): PermissionCheck {
  const [, , permission, resource] = JSON.parse(key) as [string, string, string, PermissionResource | null];
  return { permission, ...(resource && { resource }) };
}
