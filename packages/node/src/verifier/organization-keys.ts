/** The keys of organizations, where each organization has its own set. */

import type { Clock } from "@plinto/core";
import { isPlintoError } from "@plinto/core";
import { BoundedMap } from "../bounded-map.ts";
import { createKeySet, type KeySet, type KeySetTimes, type LoadedKeys } from "./key-set.ts";

/** Organizations whose keys are kept. */
const mostOrganizations = 1_000;

/** Names that nobody has vouched for and that are asked about in a while: more look like somebody who tries names. */
const mostNames = 20;

/** What is known of an organization's keys: its set, that there is no such organization, or that it cannot be asked now. */
export type OrganizationKeySet = KeySet | "none" | "busy";

/** The keys of organizations. */
export interface OrganizationKeys {
  /** Its set, where its keys have been seen before: the usual case, which waits for nothing. */
  kept(organization: string): KeySet | undefined;
  /**
   * Its set, to be loaded for the first time. Anybody can write any name into a token: only so many are asked about in a
   * while, and what is kept of others stays.
   *
   * @param isVouchedFor Whether a key of the environment has signed the name: then there is such an organization
   */
  look(organization: string, isVouchedFor: boolean): OrganizationKeySet;
}

/** Keeps a set per organization. @param load rejects with `not_found` where there is no such organization */
export function createOrganizationKeys(load: (organization: string) => Promise<LoadedKeys>, clock: Pick<Clock, "now">, times: KeySetTimes): OrganizationKeys {
  const kept = new BoundedMap<string, KeySet>(mostOrganizations);
  /** Asked about in this while, and not seen yet. What strangers make up stays in here. */
  const looking = new Map<string, KeySet>();
  const none = new Set<string>();
  const whileMs = Math.max(times.cooldownMs, 1_000);
  let since = -Infinity;

  const make = (organization: string): KeySet => {
    const set = createKeySet(
      async () => {
        try {
          const loaded = await load(organization);
          kept.set(organization, set);
          looking.delete(organization);
          return loaded;
        } catch (error) {
          if (isPlintoError(error, "not_found")) {
            none.add(organization);
            kept.delete(organization);
            looking.delete(organization);
          }
          throw error;
        }
      },
      clock,
      times,
    );
    return set;
  };

  return {
    kept: (organization) => kept.get(organization),
    look(organization, isVouchedFor) {
      if (Math.abs(clock.now() - since) >= whileMs) {
        since = clock.now();
        none.clear();
        looking.clear();
      }
      const found = kept.get(organization) ?? looking.get(organization);
      if (found) return found;
      if (none.has(organization)) return "none";
      // Counted before anybody is asked: names that come at once are as many as names that come one after the other.
      if (!isVouchedFor && none.size + looking.size >= mostNames) return "busy";
      const made = make(organization);
      looking.set(organization, made);
      return made;
    },
  };
}
