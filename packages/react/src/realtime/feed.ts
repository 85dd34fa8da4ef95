/** The last events of a topic, newest first, as React can read them. */

import { holdState } from "@plinto/core/sign-in";
import type { LiveEvent } from "./mend-cache.ts";
import type { LiveListener } from "./live.ts";

/** What a feed has heard. */
export interface Feed {
  readonly events: readonly LiveEvent[];
  /** Whether something between these events was missed. */
  readonly hasGap: boolean;
}

/** A feed that can be followed. */
export interface FeedStore extends LiveListener {
  get(): Feed;
  subscribe(listener: () => void): () => void;
}

const EMPTY: Feed = { events: [], hasGap: false };

/** Keeps the newest events that `fits` takes, `limit` of them. */
export function createFeed(fits: (event: LiveEvent) => boolean, limit: number): FeedStore {
  const feed = holdState(EMPTY);
  return {
    get: feed.get,
    subscribe: feed.subscribe,
    event(event) {
      if (fits(event)) feed.set({ events: [event, ...feed.get().events].slice(0, limit) });
    },
    gap() {
      if (feed.get().events.length > 0) feed.set({ hasGap: true });
    },
  };
}
