/** A person's page without React: a cache with reads that are shown, and live events beside it. */

import type { Organization, Plinto } from "@plinto/core";
import { createMock } from "@plinto/mock";
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { createAuthStore } from "../../src/auth-store.ts";
import type { Rooms } from "../../src/context.ts";
import { cacheConnection } from "../../src/query/connect.ts";
import { type ReadOptions, queryOptions } from "../../src/query/index.ts";
import { createLive, type LiveStore } from "../../src/realtime/live.ts";
import type { LiveTopic } from "../../src/realtime/topics.ts";
import { createRemote } from "../../src/remote.ts";
import { type Acme, kitOf } from "./kit.tsx";
import { within } from "./within.ts";

export interface LivePage {
  readonly mock: Acme;
  readonly plinto: Plinto;
  readonly cache: QueryClient;
  readonly live: LiveStore;
  /** The operations that were asked for, in order; `forget` begins anew. */
  readonly asked: string[];
  forget(): void;
  /** How often the gates were to be asked again. */
  readonly gates: { stale: number };
  /** Shows a read: keeps it read, and resolves when it is there. */
  show<T>(query: Parameters<typeof queryOptions<T>>[0]): Promise<() => T | undefined>;
  /** Resolves when `holds`, looked at after every change of the cache and of the store. */
  until(holds: () => boolean): Promise<void>;
  /** Resolves when these topics are heard and nothing is being read. */
  hears(...topics: LiveTopic[]): Promise<void>;
  stop(): void;
}

export interface LivePageOptions {
  readonly organization?: string;
  /** Holds an answer of the API back. */
  readonly held?: (url: string) => Promise<void> | undefined;
}

/** Opens a page for a person of the seed. */
export async function livePage(person: string, { organization, held }: LivePageOptions = {}): Promise<LivePage> {
  const mock = createMock() as Acme;
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const answer = await mock.fetch(url, init);
    await held?.(url);
    return answer;
  };
  const { plinto, asked } = kitOf(person, { mock, ...(organization && { organization }), client: { retry: { retries: 0 }, fetch } });
  await plinto.session.ready();
  const cache = new QueryClient();
  const auth = createAuthStore(plinto, undefined);
  const gates = { stale: 0 };
  const decisions = { ...createRemote(() => new Map()), stale: () => void gates.stale++ };
  const organizations = createRemote<Organization>(() => new Map());
  const rooms = { plinto, auth, decisions, organizations, browser: {}, initialState: undefined, attached: new Map() } as unknown as Rooms;
  const live = createLive(rooms, cache, { tabs: "own" });
  const disconnect = cacheConnection(cache, plinto, auth)();
  const stop = live.start();
  const until = (holds: () => boolean): Promise<void> => {
    let stops: (() => void)[] = [];
    const coming = new Promise<void>((resolve) => {
      const look = (): void => {
        if (holds()) resolve();
      };
      stops = [cache.getQueryCache().subscribe(() => queueMicrotask(look)), live.subscribe(look)];
      look();
    });
    return within(holds.toString(), coming).finally(() => stops.forEach((end) => end()));
  };
  return {
    mock,
    plinto,
    cache,
    live,
    asked,
    gates,
    forget: () => void asked.splice(0),
    async show(query) {
      const observer = new QueryObserver(cache, queryOptions(query) as ReadOptions<never>);
      observer.subscribe(() => {});
      await until(() => !observer.getCurrentResult().isLoading);
      return () => observer.getCurrentResult().data;
    },
    until,
    hears: (...topics) => until(() => topics.every((topic) => live.snapshot().hearing[topic] === "live") && cache.isFetching() === 0),
    stop() {
      stop();
      disconnect();
      cache.clear();
    },
  };
}
