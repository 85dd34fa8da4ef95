/** The topics of one tab: drops what it has, hands on what is new, and asks again for what is missing. */

import { type Ended, refusal } from "./errors.ts";
import type { Link, Relay } from "./link.ts";
import type { Sink } from "./subscription.ts";
import { type GapReason, type TopicState, type TopicStep, askedPlace, awayFrom, forgetPlace, receiveAnswer, receiveEvents } from "./topic-state.ts";

interface LocalTopic {
  state: TopicState;
  /** Whether what is missing was asked for. */
  asking: boolean;
  readonly sinks: Set<Sink>;
}

/** The topics of a tab over whatever link there is. */
export interface Hub {
  add(topic: string, sink: Sink): void;
  remove(topic: string, sink: Sink): void;
  take(relay: Relay): void;
  /** There is another link, or it has another leader: says it what is wanted. */
  ensureAll(): void;
  /** The places are good for nothing any more. */
  forget(reason: GapReason): void;
  /** Ends all: the program did. */
  end(): void;
}

export function createHub(link: () => Link | undefined): Hub {
  const topics = new Map<string, LocalTopic>();

  const apply = (topic: string, local: LocalTopic, { state, items, behind }: TopicStep): void => {
    const begins = !local.state.place && state.place;
    // Before any listener runs: what a listener does meets with the new place.
    local.state = state;
    // Who subscribes because of an item begins after it.
    const sinks = [...local.sinks];
    if (begins) for (const sink of sinks) sink.begin();
    for (const item of items) for (const sink of sinks) sink.take(item);
    if (behind && !local.asking && topics.get(topic) === local) {
      local.asking = true;
      link()?.ensure(topic, local.state.place);
    }
  };
  const endTopic = (topic: string, ended?: Ended): void => {
    const sinks = topics.get(topic)?.sinks ?? [];
    topics.delete(topic);
    // Said also where the link ended it: what this tab asked for meanwhile nobody here hears any more.
    link()?.drop(topic);
    for (const sink of sinks) sink.end(ended && refusal(ended));
  };

  return {
    add(topic, sink) {
      const known = topics.get(topic);
      if (known) {
        known.sinks.add(sink);
        if (known.state.place && !known.state.lost) sink.begin();
        return;
      }
      topics.set(topic, { state: {}, asking: false, sinks: new Set([sink]) });
      link()?.ensure(topic, undefined);
    },
    remove(topic, sink) {
      const local = topics.get(topic);
      if (!local?.sinks.delete(sink) || local.sinks.size > 0) return;
      topics.delete(topic);
      link()?.drop(topic);
    },
    take(relay) {
      const { topic } = relay;
      const local = topics.get(topic);
      if (!local) return;
      if ("away" in relay) {
        local.asking = false;
        local.state = awayFrom(local.state);
      } else if ("forgotten" in relay) local.state = forgetPlace(local.state, relay.forgotten);
      else if ("ended" in relay) endTopic(topic, relay.ended);
      else if (relay.frame.kind === "events") apply(topic, local, receiveEvents(local.state, relay.frame));
      else if (relay.frame.kind === "subscription") {
        local.asking = false;
        apply(topic, local, receiveAnswer(local.state, relay.frame));
      } else for (const sink of local.sinks) sink.takeMessage(relay.frame);
    },
    ensureAll() {
      for (const [topic, local] of topics) {
        local.asking = false;
        link()?.ensure(topic, askedPlace(local.state));
      }
    },
    forget(reason) {
      for (const local of topics.values()) local.state = awayFrom(forgetPlace(local.state, reason));
    },
    end() {
      const names = [...topics.keys()];
      for (const topic of names) endTopic(topic);
    },
  };
}
