/** Live events below a provider: one socket while somebody is signed in, and what it means for the caches. */

import type { CurrentSession } from "@plinto/core";
import { type ConnectionStatus, type Realtime, type RealtimeOptions, type Subscription, createRealtime } from "@plinto/realtime";
import { type QueryClient, focusManager } from "@tanstack/react-query";
import type { Rooms } from "../context.ts";
import { type LiveEvent, type Mending, type Outcome, mendCache, readOwed, touchedBy, touchedByGap } from "./mend-cache.ts";
import { type LiveTopic, topicIds } from "./topics.ts";

/** Milliseconds in which events are gathered, so that those of one change are one round of reading. */
const GATHER = 25;
/** Milliseconds between two rounds: a storm of events reads no key more often. */
const REST = 500;
/** Ids that are remembered, of events and of own requests. */
const REMEMBERED = 1_000;

/** Who hears the events of a topic. */
export interface LiveListener {
  event(event: LiveEvent): void;
  /** Something may have been missed. */
  gap(): void;
}

/** Who is told what was heard and what became of it: the panel for who develops. */
export interface LiveWatcher {
  heard(topic: LiveTopic, event: LiveEvent): void;
  /** Something may have been missed: why says so. */
  missed(topic: LiveTopic, why: string): void;
  /** What was done about it, a moment later. */
  mended(mending: Mending, outcomes: readonly Outcome[]): void;
}

/** How a topic is heard: not asked for, asked for, heard, or refused. */
export type Hearing = "none" | "waiting" | "live" | "refused";

/** What components can follow. */
export interface LiveSnapshot {
  readonly status: ConnectionStatus;
  readonly hearing: Readonly<Record<LiveTopic, Hearing>>;
  /** Whose topics these are: another text is another person or organization. */
  readonly whose: string;
}

/** Live events of one provider. */
export interface LiveStore {
  /** Opens what has to be open until the returned function is called. */
  start(): () => void;
  snapshot(): LiveSnapshot;
  subscribe(listener: () => void): () => void;
  listen(topic: LiveTopic, listener: LiveListener): () => void;
  watch(watcher: LiveWatcher): () => void;
  reconnect(): void;
}

interface Held {
  readonly id: string;
  /** Absent where it was refused. */
  readonly subscription?: Subscription;
  begun: boolean;
}

const NOTHING: LiveSnapshot = {
  status: "idle",
  hearing: { user: "none", organization: "none", audit: "none", policy: "none", webhook: "none" },
  whose: "",
};

/** Makes it. Nothing is opened before `start`, which only browsers call. */
export function createLive({ plinto, auth, decisions, organizations }: Rooms, cache: QueryClient, options: RealtimeOptions): LiveStore {
  const { clock } = plinto.transport;
  const listeners = new Set<() => void>();
  const heard = new Map<LiveTopic, Set<LiveListener>>();
  const watchers = new Set<LiveWatcher>();
  const held = new Map<LiveTopic, Held>();
  let realtime: Realtime | undefined;
  let shown = NOTHING;
  const seen = new Map<string, true>();
  const own = new Map<string, string>();
  let events: LiveEvent[] = [];
  let gaps = new Map<LiveTopic, string>();
  let cancel: (() => void) | undefined;
  let rested = -Infinity;

  const show = (): void => {
    const session = auth.snapshot().session;
    const hearing = { ...NOTHING.hearing };
    for (const [topic, { subscription, begun }] of held) hearing[topic] = !subscription ? "refused" : begun ? "live" : "waiting";
    const next: LiveSnapshot = { status: realtime?.status ?? "idle", hearing, whose: whoseOf(session) };
    if (JSON.stringify(next) === JSON.stringify(shown)) return;
    shown = next;
    for (const listener of listeners) listener();
  };

  const mendLater = (): void => {
    const wait = Math.max(GATHER, rested + REST - clock.now());
    cancel ??= clock.setTimeout(mend, Math.min(wait, REST));
  };
  const mend = (): void => {
    const mending = { events, gaps, own };
    cancel = undefined;
    rested = clock.now();
    [events, gaps] = [[], new Map()];
    const outcomes = mendCache(cache, auth.client, mending);
    const told = new Set(mending.events.flatMap((event) => [...touchedBy(event, own)]));
    const touched = new Set([...told, ...[...mending.gaps.keys()].flatMap((topic) => [...touchedByGap(topic)])]);
    if (touched.has("organizations.get")) organizations.stale();
    if (touched.has("users.getMe") && plinto.session.current) plinto.users.getMe().catch(() => {});
    if (touched.has("rbac.getEffectivePermissions")) decisions.stale();
    for (const watcher of watchers) watcher.mended(mending, outcomes);
    if (!told.has("rbac.getEffectivePermissions")) return;
    // Who may more hears more.
    for (const [topic, { subscription }] of held) if (!subscription) held.delete(topic);
    follow();
  };

  const take = (topic: LiveTopic, event: LiveEvent): void => {
    for (const listener of heard.get(topic) ?? []) listener.event(event);
    for (const watcher of watchers) watcher.heard(topic, event);
    if (seen.has(event.id)) return;
    remember(seen, event.id, true);
    events.push(event);
    mendLater();
  };
  const miss = (topic: LiveTopic, id: string, why: string): void => {
    gaps.set(topic, id);
    mendLater();
    for (const watcher of watchers) watcher.missed(topic, why);
    for (const listener of heard.get(topic) ?? []) listener.gap();
  };

  const open = (topic: LiveTopic, id: string): void => {
    const subscription = realtime![topic](id, { onGap: ({ reason }) => miss(topic, id, reason) }) as Subscription;
    const entry: Held = { id, subscription, begun: false };
    held.set(topic, entry);
    const isMine = (): boolean => held.get(topic) === entry;
    subscription.on("event", (event) => isMine() && take(topic, event as LiveEvent));
    subscription.ready().then(
      () => {
        if (!isMine()) return;
        entry.begun = true;
        // What was read before the first word may have missed something.
        miss(topic, id, "begun");
        show();
      },
      () => {},
    );
    subscription.on("end", () => {
      if (!isMine()) return;
      held.set(topic, { id, begun: false });
      // What took the right away is not told; what is refused from the start was never heard.
      if (entry.begun) miss(topic, id, "ended");
      show();
    });
  };
  const follow = (): void => {
    if (!realtime) return;
    const wanted = topicIds(auth.snapshot().session);
    for (const [topic, { id, subscription }] of held) {
      if (wanted.get(topic) === id) continue;
      held.delete(topic);
      gaps.delete(topic);
      subscription?.close();
    }
    for (const [topic, id] of wanted) if (!held.has(topic)) open(topic, id);
    show();
  };

  return {
    snapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listen(topic, listener) {
      const all = heard.get(topic) ?? new Set();
      heard.set(topic, all.add(listener));
      return () => void all.delete(listener);
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    reconnect: () => realtime?.reconnect(),
    start() {
      const mine = (realtime = createRealtime(plinto, options));
      const stops = [
        mine.on("status", show),
        auth.subscribe(follow),
        plinto.hooks.on("response", ({ requestId, call: { operationId } }) => {
          if (requestId && operationId) remember(own, requestId, operationId);
        }),
        focusManager.subscribe((isFocused) => {
          if (isFocused) readOwed(cache, auth.client);
        }),
      ];
      follow();
      return () => {
        for (const stop of stops) stop();
        cancel?.();
        cancel = undefined;
        [events, gaps] = [[], new Map()];
        for (const { subscription } of held.values()) subscription?.close();
        held.clear();
        realtime = undefined;
        void mine.close();
        show();
      };
    },
  };
}

function whoseOf(session: CurrentSession | null): string {
  return session ? `${session.user.id} ${session.organizationId ?? ""}` : "";
}

/** The order of a Map is that of insertion: the oldest goes. */
function remember<T>(kept: Map<string, T>, id: string, value: T): void {
  kept.set(id, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= REMEMBERED) return;
    kept.delete(oldest);
  }
}
