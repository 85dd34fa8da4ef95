import type { RealtimeServerFrame } from "@plinto/spec";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import type { WorldClock } from "../kernel/clock.ts";
import { framesFor, WrittenFrames } from "./events-frame.ts";
import type { RealtimeFigures } from "./figures.ts";
import type { Judge } from "./judge.ts";
import { limits } from "./limits.ts";
import { socketLimits } from "./socket-limits.ts";
import type { Peer, Subscription, Topic } from "./topic.ts";
import type { TopicBoard } from "./topic-board.ts";

/** What the deliveries of a world are made with. */
export interface DeliveryOptions {
  readonly clock: WorldClock;
  readonly board: TopicBoard;
  readonly judge: Judge;
  readonly figures: RealtimeFigures;
  /** Resolves after one turn of the event loop. */
  readonly turn: () => Promise<void>;
}

/** Brings what happens to whoever listens: everything of one turn in one frame. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #behind = new Set<Topic>();
  #isFlushing = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Puts an event into the topics that it is for. */
  take(event: EventEnvelope, routes: readonly string[], at: number): void {
    for (const text of routes) {
      const topic = this.#options.board.get(text);
      if (!topic?.types.has(event.type)) continue;
      topic.history.append(event, at);
      topic.unsent += 1;
      this.#behind.add(topic);
      if (topic.unsent >= limits.eventsPerFrame) this.flush(topic);
    }
    if (this.#behind.size === 0 || this.#isFlushing) return;
    this.#isFlushing = true;
    const flushed = this.#options.turn().then(() => {
      this.#isFlushing = false;
      const topics = [...this.#behind];
      this.#behind.clear();
      for (const topic of topics) this.flush(topic);
    });
    this.#options.clock.hold(flushed);
  }

  flush(topic: Topic): void {
    if (topic.unsent === 0) return;
    topic.unsent = 0;
    const written = new WrittenFrames();
    let events = 0;
    for (const subscription of topic.subscribers) events += this.#send(subscription, written);
    this.#options.figures.eventsSent(topic.address, events);
  }

  /** Sends a connection everything that it has not had. */
  flushTo(connection: Peer): void {
    for (const subscription of connection.subscriptions.values()) this.#sendAlone(subscription);
  }

  /** The same, and where nothing is for it, how far the topics are. */
  bringUpToDate(connection: Peer): void {
    for (const subscription of connection.subscriptions.values()) this.#sendAlone(subscription, true);
  }

  /** Sends what a subscription asked for, so that its pace does not count. */
  recover(subscription: Subscription): void {
    this.#sendAlone(subscription, false, true);
  }

  /** Sends a frame that is no event to whoever listens to a topic. */
  broadcast(text: string, frame: RealtimeServerFrame): void {
    const topic = this.#options.board.get(text);
    if (!topic) return;
    const written = JSON.stringify(frame);
    for (const subscription of topic.subscribers) {
      if (!this.#options.judge.rightsOf(subscription)) continue;
      subscription.connection.outbox.send(written);
      checkPace(subscription, subscription.connection.outbox.bufferedAmount);
    }
  }

  /** Offsets of topics start anew, as if the server had lost them. */
  restart(chosen: Iterable<Topic>): void {
    for (const topic of chosen) {
      this.flush(topic);
      topic.history.restart(this.#options.board.nextEpoch());
      for (const subscription of topic.subscribers) subscription.moveTo(0);
    }
  }

  /** Topics forget what was. */
  truncate(chosen: Iterable<Topic>): void {
    for (const topic of chosen) {
      this.flush(topic);
      topic.history.truncate();
    }
  }

  /** Nothing waits any more. */
  clear(): void {
    this.#behind.clear();
  }

  #sendAlone(subscription: Subscription, isForced?: boolean, isRecovery?: boolean): void {
    this.#options.figures.eventsSent(subscription.topic.address, this.#send(subscription, new WrittenFrames(), isForced, isRecovery));
  }

  /**
   * Sends what a subscription has not had.
   *
   * @param isForced whether a frame is sent that has nothing for it but a position
   * @param isRecovery whether it was asked for, so that the pace does not count
   * @returns how many events that were
   */
  #send(subscription: Subscription, written: WrittenFrames, isForced: boolean = false, isRecovery: boolean = false): number {
    const { connection, topic, sent } = subscription;
    const { offset } = topic.history;
    if (sent >= offset) return 0;
    const rights = this.#options.judge.rightsOf(subscription);
    if (!rights) return 0;
    let events = 0;
    let waiting = 0;
    for (const frame of framesFor(subscription, rights, written)) {
      if (frame.events === 0 && !isForced && offset - subscription.sent < socketLimits.historyEvents / 2) continue;
      waiting = connection.outbox.sendEvents(frame);
      subscription.sent = frame.to;
      if (!isRecovery) subscription.note(frame.to, frame.events);
      events += frame.events;
    }
    checkPace(subscription, waiting);
    return events;
  }
}

/** @param waiting bytes that wait to be written */
function checkPace({ connection, unacknowledgedEvents }: Subscription, waiting: number): void {
  if (unacknowledgedEvents > limits.unacknowledgedEvents || waiting > socketLimits.bufferedBytes) connection.close("slow_consumer");
}
