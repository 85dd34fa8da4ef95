/** Live events over one socket: the client. */

import { EventEmitter } from "eventemitter3";
import type { ConnectionStatus } from "./connection-state.ts";
import { type RealtimeSource, credentialOf, sessionOf } from "./credential.ts";
import { type Engine, type EngineOptions, createEngine } from "./engine.ts";
import { misuse, refusal } from "./errors.ts";
import { guard } from "./guard.ts";
import { createHub } from "./hub.ts";
import { type Transition, createJournal } from "./journal.ts";
import type { Link, Outgoing, Relay } from "./link.ts";
import { systemPage } from "./platform.ts";
import type { Page, SocketConstructor } from "./ports.ts";
import { socketAddress, socketConstructor } from "./socket-address.ts";
import { type Gap, type Sink, type Subscription, type SubscriptionOptions, createSubscription } from "./subscription.ts";
import { socketPath, topicParameters } from "./generated/topics.ts";
import { type TopicAddress, type TopicParams, topicOf } from "./topics.ts";

/** Options of {@link createRealtime}; clock, randomness, and locks and channels between tabs are those of the client. */
export interface RealtimeOptions {
  /** Opens sockets. Default: the client's `WebSocket`, else the global one; Node 20 has none, so pass that of `ws`. */
  WebSocket?: SocketConstructor;
  /** Where the socket is. Default: `/v1/ws` below the client's base URL. */
  url?: string;
  /**
   * `shared`: one socket for all tabs of the browser in which the same person is signed in, where the client has locks
   * and channels. `own`: one for this client. Default: `shared` for clients with a session.
   */
  tabs?: "shared" | "own";
  /** What `onGap: "refetch"` does: fetch anew what the events of the topic make stale. */
  refetch?: (gap: Gap) => void | Promise<void>;
  /** The page: its visibility and its network. Default: the browser's. */
  page?: Page;
}

/** Live events. Made by {@link createRealtime}. */
export interface Realtime {
  readonly status: ConnectionStatus;
  /** When the server was last heard, in milliseconds since the epoch on the client's clock. Null before, and where tabs share a socket. */
  readonly heardAt: number | null;
  /** The last 50 transitions, oldest first, each with its reason. In a tab without the socket: none. */
  explain(): Transition[];
  /** Calls `listener` with each new status; returns the disposer. */
  on(type: "status", listener: (status: ConnectionStatus) => void): () => void;
  /** Subscribes to a topic by its address. @throws `PlintoError` `topic_invalid`, `refetch_missing`, `option_invalid`, `closed`. */
  subscribe<A extends TopicAddress>(address: A, params: TopicParams<A>, options: SubscriptionOptions): Subscription<A>;
  /** What happens in an organization; needs `org:read`. */
  organization(orgId: string, options: SubscriptionOptions): Subscription<"organization:{orgId}">;
  /** What happens to a person; needs to be that person. */
  user(userId: string, options: SubscriptionOptions): Subscription<"user:{userId}">;
  /** Everything that is audited in an organization; needs `audit:read`. */
  audit(orgId: string, options: SubscriptionOptions): Subscription<"audit:{orgId}">;
  /** Policies and decisions of an organization; needs `policies:read`. */
  policy(orgId: string, options: SubscriptionOptions): Subscription<"policy:{orgId}">;
  /** Webhook endpoints of an organization; needs `webhooks:read`. */
  webhook(orgId: string, options: SubscriptionOptions): Subscription<"webhook:{orgId}">;
  /** Everything in the environment; needs the environment key. */
  environment(options: SubscriptionOptions): Subscription<"environment">;
  /** Connects anew now, without waiting for a timer. */
  reconnect(): void;
  /** Ends all subscriptions and leaves the socket. Resolves when it was left. */
  close(): Promise<void>;
}

type Topics = typeof topicParameters;

/** A method for each topic of the registry. */
type TopicMethods = {
  [Name in keyof Topics]: Topics[Name] extends ""
    ? (options: SubscriptionOptions) => Subscription<Extract<TopicAddress, Name>>
    : (id: string, options: SubscriptionOptions) => Subscription<Extract<TopicAddress, `${Name}:{${Topics[Name]}}`>>;
};

/**
 * Makes live events over a client of @plinto/core. The socket opens with the first subscription and closes a second after
 * the last; it reconnects by itself, for ever, and says what it missed. It does not keep events for a page that is closed.
 *
 * @throws `PlintoError` of kind `config`: `websocket_missing`, `option_invalid`.
 *
 * @example
 * const realtime = createRealtime(plinto);
 * const organization = realtime.organization(orgId, { onGap: () => reload() });
 * const stop = organization.on("member.added", (event) => console.log(event.data.role));
 */
export function createRealtime(source: RealtimeSource, options: RealtimeOptions = {}): Realtime {
  const { clock, random, log, locks, channel, publishableKey = "" } = source.transport;
  const WebSocket = socketConstructor(source, options.WebSocket);
  const url = socketAddress(source, socketPath, options.url);
  const session = sessionOf(source);
  const { page = systemPage(), refetch } = options;
  const shared = session && options.tabs !== "own" && locks && channel;

  const emitter = new EventEmitter<"status">();
  const journal = createJournal();
  const hub = createHub(() => link);
  const credential = credentialOf(source);
  let link: Link | undefined;
  let engine: Engine | undefined;
  let closed = false;
  let links = 0;
  let shown: ConnectionStatus = "idle";
  let person = session?.current?.user.id;

  const report = (message: string): void => log("error", message);
  const status = (): ConnectionStatus => (closed ? "closed" : (link?.status ?? (person === undefined ? "signed-out" : "idle")));
  const onStatus = (): void => {
    if (status() === shown) return;
    const now = (shown = status());
    // What a listener does may change it again: the others then hear the newest, and nothing older after it.
    for (const listener of emitter.listeners("status"))
      if (shown === now)
        guard(
          () => listener(now),
          () => report("A listener to status failed; the client goes on"),
        );
  };
  const engineWith = (relay: (relay: Relay) => void, changed: () => void, path: EngineOptions["path"] = "first"): Engine =>
    createEngine({ url, WebSocket, credential, clock, random, page, journal, relay, onStatus: changed, report, path });

  const open = async (): Promise<void> => {
    link = undefined;
    if (shared) {
      onStatus();
      if (person === undefined) return;
      const name = `plinto-realtime:${url}:${publishableKey}:${person}`;
      const mine = ++links;
      // Loaded where tabs share: servers and single pages do without, and so does a page whose files are gone by now.
      const tabs = await import("./tabs.ts").catch(() => undefined);
      if (closed || mine !== links) return;
      link = tabs?.createTabs({ name, locks, channel, page, clock, random, lead: engineWith, relay: hub.take, onStatus, onLeader: hub.ensureAll });
    }
    link ??= engine = engineWith(hub.take, onStatus);
    hub.ensureAll();
    onStatus();
  };

  let last = person;
  const onSession = (): void => {
    const next = session?.current?.user.id;
    if (next === person || closed) return;
    person = next;
    const changed = next !== undefined && last !== undefined && next !== last;
    if (next !== undefined) last = next;
    if (engine) return engine.sessionChanged(changed);
    links++;
    link?.close();
    if (changed) hub.forget("principal_changed");
    opening = open();
  };
  const stopSession = session?.subscribe(onSession);
  let opening = open();

  const send = async (frame: Outgoing): Promise<string> => {
    if (person !== undefined) await opening;
    if (link && !closed) return link.send(frame);
    throw refusal(
      closed
        ? { code: "closed", message: "The client was closed before the message was sent" }
        : { code: "network_error", message: "Nobody is signed in: wait for a status" },
    );
  };

  const subscribe = (address: string, params: Readonly<Record<string, string>>, subscription: SubscriptionOptions): Subscription => {
    if (closed) throw misuse("closed", "The client was closed: make another with createRealtime");
    const topic = topicOf(address, params);
    const sink: Sink = createSubscription({
      topic,
      options: subscription,
      refetch,
      report,
      send,
      drop: (mine) => hub.remove(topic, mine),
    });
    if (!subscription.signal?.aborted) hub.add(topic, sink);
    return sink.subscription;
  };

  const realtime = {
    get status() {
      return status();
    },
    get heardAt() {
      return engine?.heardAt || null;
    },
    explain: journal.list,
    on(type: "status", listener: (status: ConnectionStatus) => void) {
      emitter.on(type, listener);
      return () => void emitter.off(type, listener);
    },
    subscribe: subscribe as Realtime["subscribe"],
    reconnect: () => void opening.then(() => link?.reconnect()),
    close() {
      stopSession?.();
      hub.end();
      link?.close();
      closed = true;
      onStatus();
      return Promise.resolve();
    },
  };
  const ofTopic = (name: string, parameter: string) =>
    parameter
      ? (id: string, subscription: SubscriptionOptions) => subscribe(`${name}:{${parameter}}`, { [parameter]: id }, subscription)
      : (subscription: SubscriptionOptions) => subscribe(name, {}, subscription);
  const topics = Object.entries(topicParameters).map(([name, parameter]) => [name, ofTopic(name, parameter)] as const);
  // Does not compile when a topic of the registry has no method above, or another.
  return Object.assign(realtime, Object.fromEntries(topics) as TopicMethods satisfies Pick<Realtime, keyof Topics>);
}
