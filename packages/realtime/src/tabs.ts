/**
 * One socket for all tabs of a browser: the tab that holds the lock has it and relays to the others over a channel. When
 * it goes, the next holder opens another, and every tab says up to where it has seen.
 */

import type { Channel, ChannelFactory, Clock, Locks, Random } from "@plinto/core";
import { isPlintoError } from "@plinto/core";
import type { ConnectionStatus } from "./connection-state.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { type Ended, refusal } from "./errors.ts";
import type { Link, Outgoing, Relay } from "./link.ts";
import type { Page } from "./ports.ts";
import type { Place } from "./topic-state.ts";

/** What tabs say to each other: plain data, never a token. `from` is the tab. */
type TabMessage =
  /** Who leads? */
  | { readonly t: "hello" }
  /** I lead; `fresh`: since now, so say what you want. */
  | { readonly t: "lead"; readonly from: string; readonly status: ConnectionStatus; readonly fresh: boolean; readonly visible: boolean }
  | { readonly t: "relay"; readonly relay: Relay }
  | { readonly t: "ensure"; readonly from: string; readonly topic: string; readonly place: Place | undefined }
  | { readonly t: "drop"; readonly from: string; readonly topic: string }
  | { readonly t: "send"; readonly from: string; readonly id: string; readonly frame: Outgoing }
  | { readonly t: "sent"; readonly to: string; readonly id: string; readonly messageId: string }
  | { readonly t: "sent"; readonly to: string; readonly id: string; readonly ended: Ended }
  | { readonly t: "reconnect" }
  /** I can be seen, and the leader cannot: let me have it. */
  | { readonly t: "claim"; readonly from: string };

/** What a shared link runs on. */
export interface TabsOptions {
  /** Names browser, API and person: tabs of another person share nothing. */
  readonly name: string;
  readonly locks: Locks;
  readonly channel: ChannelFactory;
  readonly page: Page;
  readonly clock: Clock;
  /** Names this tab among the others. */
  readonly random: Random;
  /** Makes the engine of the leader. */
  readonly lead: (relay: (relay: Relay) => void, onStatus: () => void, path: EngineOptions["path"]) => Engine;
  readonly relay: (relay: Relay) => void;
  readonly onStatus: () => void;
  /** There is another leader: say what is wanted, up to where it was seen. */
  readonly onLeader: () => void;
}

interface Sent {
  readonly frame: Outgoing;
  /** Whether a leader was asked to send it. */
  posted: boolean;
  readonly resolve: (messageId: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Milliseconds for an answer of another tab: longer than its own wait for the server. */
const ANSWER_MS = 15_000;

export function createTabs(options: TabsOptions): Link {
  const { name, page, relay } = options;
  const id = options.random.bytes(8).join("-");
  const channel: Channel = options.channel(name);
  const wanted = new Map<string, Set<string>>();
  const sent = new Map<string, Sent>();
  const closing = new AbortController();
  /** Other tabs whose end is waited for, while this one leads. */
  const watched = new Set<string>();
  /** Whether the others can tell when this tab is gone: before that it says nothing. */
  let isKnown = false;
  /** Whether it is to ask the leader to connect anew as soon as it may speak. */
  let asks = false;
  let engine: Engine | undefined;
  let status: ConnectionStatus = "idle";
  let leader: string | undefined;
  let leaderIsVisible = true;
  let claimant: string | undefined;
  let release: (() => void) | undefined;
  let leading = new AbortController();
  /** Why this tab does not lead again. */
  let ended: Ended | undefined;
  let ids = 0;

  const post = (message: TabMessage): void => {
    if (isKnown && !closing.signal.aborted) channel.postMessage(message);
  };
  const announce = (fresh: boolean): void => {
    if (engine) post({ t: "lead", from: id, status: engine.status, fresh, visible: page.isVisible() });
  };
  const show = (next: ConnectionStatus): void => {
    if (next === status) return;
    status = next;
    options.onStatus();
  };

  const onStatus = (): void => {
    if (!engine) return;
    show(engine.status);
    announce(false);
    // A tab whose own session ended leaves the socket to the others; what ended its connection may not end theirs.
    ended = engine.ended;
    if (ended || engine.status === "signed-out") release?.();
  };
  const lockOf = (tab: string): string => `${name}:${tab}`;
  const locked = (lock: string, signal: AbortSignal, work: () => Promise<void>): void => void options.locks.request(lock, { signal }, work).catch(() => {});
  /** A tab that is closed, reloaded or killed says nothing, but its lock is free then. */
  const watch = (tab: string): void => {
    if (tab === id || watched.has(tab)) return;
    watched.add(tab);
    locked(lockOf(tab), leading.signal, async () => {
      watched.delete(tab);
      for (const topic of wanted.keys()) drop(tab, topic);
    });
  };
  const ensure = (from: string, topic: string, place: Place | undefined): void => {
    watch(from);
    if (!wanted.has(topic)) wanted.set(topic, new Set());
    wanted.get(topic)!.add(from);
    engine?.ensure(topic, place);
  };
  const drop = (from: string, topic: string): void => {
    const tabs = wanted.get(topic);
    if (!tabs?.delete(from) || tabs.size > 0) return;
    wanted.delete(topic);
    engine?.drop(topic);
  };

  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      // Somebody who can be seen asked for it: passed on once, since who asked may be gone.
      const passes = claimant !== undefined && claimant !== id && !page.isVisible();
      claimant = undefined;
      if (closing.signal.aborted || passes) return resolve();
      leading = new AbortController();
      release = () => {
        release = undefined;
        leading.abort();
        watched.clear();
        const left = engine;
        engine = undefined;
        wanted.clear();
        left?.close();
        resolve();
      };
      const path = leader === undefined ? "first" : "hand-over";
      leader = id;
      const mine = options.lead(
        (news) => {
          // What ends because this tab lets go goes on elsewhere.
          if (engine !== mine) return;
          // Before anybody hears of it: who subscribes because of an end wants it anew.
          if ("ended" in news) wanted.delete(news.topic);
          relay(news);
          post({ t: "relay", relay: news });
        },
        onStatus,
        path,
      );
      engine = mine;
      options.onLeader();
      announce(true);
      resend();
    });
  const queueUp = (): void => {
    options.locks.request(name, { signal: closing.signal }, lead).then(
      () => {
        if (!closing.signal.aborted && !ended && status !== "signed-out") queueUp();
      },
      () => {},
    );
  };
  /** What a tab that does not lead again asks of the others is answered by itself as soon as none of them leads. */
  const orElse = (answer: (why: Ended) => void): void => {
    const why = ended ?? engine?.ended;
    if (!why) return;
    locked(name, closing.signal, async () => {
      show("closed");
      answer(why);
    });
  };

  const receive = (message: TabMessage): void => {
    switch (message.t) {
      case "hello":
        return announce(false);
      case "lead": {
        const isNew = message.fresh || leader !== message.from;
        leader = message.from;
        leaderIsVisible = message.visible;
        if (claimant === message.from) claimant = undefined;
        show(message.status);
        if (isNew) {
          options.onLeader();
          resend();
        }
        return;
      }
      case "relay":
        return relay(message.relay);
      case "ensure":
        return engine && ensure(message.from, message.topic, message.place);
      case "drop":
        return engine && drop(message.from, message.topic);
      case "send":
        return engine && void answer(message.from, message.id, message.frame);
      case "sent": {
        const waiting = message.to === id ? sent.get(message.id) : undefined;
        if ("ended" in message) waiting?.reject(refusal(message.ended));
        else waiting?.resolve(message.messageId);
        return;
      }
      case "reconnect":
        return engine?.reconnect();
      case "claim":
        claimant = message.from;
        if (engine && !page.isVisible()) release?.();
    }
  };

  const answer = async (to: string, messageId: string, frame: Outgoing): Promise<void> => {
    try {
      post({ t: "sent", to, id: messageId, messageId: await engine!.send(frame) });
    } catch (error) {
      const { code, message, retryAfterMs } = isPlintoError(error) ? error : { code: "network_error", message: "The tab with the socket could not send" };
      post({ t: "sent", to, id: messageId, ended: { code, message, retryAfterMs } });
    }
  };
  /** There is another leader: what the last one had may have been sent, what none had was not. */
  const resend = (): void => {
    for (const [messageId, entry] of sent) {
      if (entry.posted) entry.reject(refusal({ code: "network_error", message: "The tab with the socket is gone: the message may have arrived" }));
      else if (engine) {
        sent.delete(messageId);
        engine.send(entry.frame).then(entry.resolve, entry.reject);
      } else {
        entry.posted = true;
        post({ t: "send", from: id, id: messageId, frame: entry.frame });
      }
    }
  };

  const claim = (): void => {
    if (engine) announce(false);
    else if (!leaderIsVisible && !ended) {
      claimant = id;
      post({ t: "claim", from: id });
    }
  };
  const stopPage = page.subscribe((signal) => {
    if (signal === "visible") claim();
    else if (signal === "hidden" && engine) announce(false);
  });
  locked(lockOf(id), closing.signal, () => {
    if (closing.signal.aborted) return Promise.resolve();
    isKnown = true;
    channel.onmessage = ({ data }) => receive(data as TabMessage);
    post({ t: "hello" });
    if (asks) post({ t: "reconnect" });
    queueUp();
    return new Promise((resolve) => closing.signal.addEventListener("abort", () => resolve()));
  });

  return {
    get status() {
      return status;
    },
    ensure(topic, place) {
      if (engine && !engine.ended) ensure(id, topic, place);
      else {
        post({ t: "ensure", from: id, topic, place });
        orElse((why) => relay({ topic, ended: why }));
      }
    },
    drop(topic) {
      if (engine) drop(id, topic);
      else post({ t: "drop", from: id, topic });
    },
    send(frame) {
      if (engine) return engine.send(frame);
      const messageId = `${id}-${++ids}`;
      let cancel = (): void => {};
      return new Promise<string>((resolve, reject) => {
        const posted = leader !== undefined;
        sent.set(messageId, { frame, posted, resolve, reject });
        if (posted) post({ t: "send", from: id, id: messageId, frame });
        cancel = options.clock.setTimeout(() => reject(refusal({ code: "timeout", message: "The tab with the socket does not answer" })), ANSWER_MS);
        orElse((why) => reject(refusal(why)));
      }).finally(() => {
        sent.delete(messageId);
        cancel();
      });
    },
    reconnect() {
      if (engine) engine.reconnect();
      else if (isKnown) post({ t: "reconnect" });
      else asks = true;
    },
    close() {
      status = "closed";
      release?.();
      closing.abort();
      stopPage();
      for (const { reject } of sent.values()) reject(refusal({ code: "closed", message: "The client was closed before the message was answered" }));
      sent.clear();
      channel.close();
    },
  };
}
