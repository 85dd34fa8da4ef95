/** One subscription of a program: events, items to iterate over, gaps. */

import type { PlintoError } from "@plinto/core";
import type { RealtimePrincipal, RealtimeServerMessage, RealtimeServerNotification } from "@plinto/spec";
import { EventEmitter } from "eventemitter3";
import { misuse, refusal } from "./errors.ts";
import { guard } from "./guard.ts";
import type { ReadPolicy } from "./item-queue.ts";
import type { Outgoing } from "./link.ts";
import { outgoing } from "./outgoing.ts";
import { type Reader, createReader } from "./reader.ts";
import type { TopicItem } from "./topic-state.ts";
import type { TopicAddress, TopicEvent } from "./topics.ts";

/** A gap with the topic that has it. */
export type Gap = Extract<TopicItem, { kind: "gap" }> & { readonly topic: string };

/** Somebody's message. */
export interface Message {
  readonly messageId: string;
  readonly topic: string;
  readonly from: RealtimePrincipal;
  readonly sentAt: string;
  readonly data: Record<string, unknown>;
  /** Of a notification: the organization that both belong to. */
  readonly organizationId?: string;
}

/** Options of a subscription. */
export interface SubscriptionOptions {
  /**
   * What to do when events were missed and cannot be had again: `"refetch"` calls the client's own `refetch`, a function
   * is called itself. There is no default: whoever listens has to have an answer.
   */
  onGap: "refetch" | ((gap: Gap) => void | Promise<void>);
  /** Ends the subscription. */
  signal?: AbortSignal;
}

/** The events beside those of the topic. */
interface OwnEvents<E> {
  /** Every event of the topic. */
  event: (event: E) => void;
  gap: (gap: Gap) => void;
  /** The connection is back, and nothing was missed. */
  recovered: () => void;
  message: (message: Message) => void;
  notification: (message: Message) => void;
  /** The server ended it; with the reason as error. */
  end: (error: PlintoError) => void;
}

type Listener<E, T> = T extends keyof OwnEvents<E> ? OwnEvents<E>[T] : (event: Extract<E, { type: T }>) => void;

/** The types of event that can be listened to. */
type TypeOf<E> = E extends { type: infer T } ? T : never;

/** A live topic. */
export interface Subscription<A extends TopicAddress = TopicAddress> extends AsyncIterable<TopicItem<TopicEvent<A>>> {
  /** The topic, `organization:org_…`. */
  readonly topic: string;
  /**
   * Calls `listener` for each event of this type. Returns the disposer. A listener that throws is reported and does not
   * keep others from hearing; what it missed is not repeated.
   */
  on<T extends TypeOf<TopicEvent<A>> | keyof OwnEvents<TopicEvent<A>>>(type: T, listener: Listener<TopicEvent<A>, T>): () => void;
  /**
   * Resolves when the subscription has begun: what happens from then on is delivered. Fetch after it, and nothing falls
   * between what was fetched and what is heard.
   *
   * @throws `PlintoError` with the reason, when it ends before.
   */
  ready(): Promise<void>;
  /**
   * Iterates with a policy of its own; `for await (const item of subscription)` has `{ policy: "buffer", limit: 1000 }`. A
   * `key` that throws ends this iterator with its error, and nothing else.
   *
   * @throws `PlintoError` `option_invalid`: a policy that there is not, no `key`, or a `limit` that is no whole number from 1.
   */
  items(policy?: ReadPolicy<TopicEvent<A>>): AsyncIterableIterator<TopicItem<TopicEvent<A>>>;
  /**
   * Sends to everybody who is subscribed (`message`), or to one member (`notification`). Resolves when the server took it.
   * `data` is an object of at most 8 KiB as JSON; what is none is refused before anything is sent.
   *
   * @throws `PlintoError` `validation_failed`, `permission_denied`, `not_found`, `rate_limited`, `network_error`, `timeout`,
   *   `queue_full`, `closed`.
   */
  send(kind: "message", message: { data: Record<string, unknown> }): Promise<{ messageId: string }>;
  send(kind: "notification", message: { to: string; data: Record<string, unknown> }): Promise<{ messageId: string }>;
  /** Ends it. */
  close(): void;
}

/** What the hub needs of a subscription. */
export interface Sink {
  readonly subscription: Subscription;
  /** From now on everything is delivered. */
  begin(): void;
  take(item: TopicItem): void;
  takeMessage(frame: RealtimeServerMessage | RealtimeServerNotification): void;
  /** @param error absent when the program ended it */
  end(error?: PlintoError): void;
}

/** What a subscription needs of its surroundings. */
export interface SubscriptionHost {
  readonly topic: string;
  readonly options: SubscriptionOptions;
  readonly refetch: ((gap: Gap) => void | Promise<void>) | undefined;
  readonly report: (message: string) => void;
  readonly send: (frame: Outgoing) => Promise<string>;
  readonly drop: (sink: Sink) => void;
}

export function createSubscription({ topic, options, refetch, report, send, drop }: SubscriptionHost): Sink {
  const { onGap, signal } = options;
  const heal = onGap === "refetch" ? refetch : onGap;
  if (onGap === "refetch" && !refetch) throw misuse("refetch_missing", 'onGap: "refetch" needs the option refetch of createRealtime');
  if (typeof heal !== "function") throw misuse("option_invalid", 'onGap must be "refetch" or a function: say what to do when events were missed');
  const emitter = new EventEmitter();
  const readers = new Set<Reader>();
  let begin = (): void => {};
  let fail = (_error: unknown): void => {};
  const begun = new Promise<void>((resolve, reject) => {
    begin = resolve;
    fail = reject;
  });
  let ended = false;

  const guarded = (what: string, run: () => unknown): void => guard(run, () => report(`${what} of ${topic} failed; the subscription goes on`));
  /** One listener that throws does not keep the others from hearing. */
  const emit = (type: string, value?: unknown): void => {
    for (const listener of emitter.listeners(type)) if (!ended || type === "end") guarded(`A listener to ${type}`, () => listener(value));
  };
  const end = (error?: PlintoError): void => {
    if (ended) return;
    ended = true;
    signal?.removeEventListener("abort", close);
    if (error) emit("end", error);
    emitter.removeAllListeners();
    for (const reader of readers) reader.end(error);
    fail(error ?? closed());
  };
  const close = (): void => {
    if (ended) return;
    end();
    drop(sink);
  };
  const closed = (): PlintoError => refusal({ code: "closed", message: "The subscription has ended" });
  const items = (policy?: ReadPolicy<never>): AsyncIterableIterator<never> => {
    const reader = createReader(policy, (done) => readers.delete(done));
    if (ended) reader.end();
    else readers.add(reader);
    return reader.iterator as AsyncIterableIterator<never>;
  };

  const subscription = {
    topic,
    on(type: string, listener: (value: never) => void) {
      emitter.on(type, listener as (value: unknown) => void);
      return () => void emitter.off(type, listener as (value: unknown) => void);
    },
    ready: () => begun,
    items,
    [Symbol.asyncIterator]: () => items(),
    async send(kind: string, message: unknown) {
      if (ended) throw closed();
      return { messageId: await send(outgoing(topic, kind, message)) };
    },
    close,
  } as Subscription;

  const sink: Sink = {
    subscription,
    begin: () => begin(),
    take(item) {
      if (ended) return;
      for (const reader of readers) reader.push(item);
      if (item.kind === "event") {
        emit("event", item.event);
        emit(item.event.type, item.event);
      } else if (item.kind === "gap") {
        const gap: Gap = { ...item, topic };
        guarded("onGap", () => heal(gap));
        emit("gap", gap);
      } else emit("recovered");
    },
    takeMessage({ kind, ...message }) {
      emit(kind, message);
    },
    end,
  };
  // Whoever does not ask is not told.
  begun.catch(() => {});
  if (signal?.aborted) end();
  else signal?.addEventListener("abort", close);
  return sink;
}
