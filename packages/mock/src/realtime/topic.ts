import type { ErrorCode, RealtimeServerFrame } from "@plinto/spec";
import { topics } from "../generated/realtime.ts";
import type { AnySocket } from "./any-socket.ts";
import type { CloseName } from "./close.ts";
import type { TopicAddress } from "./topic-address.ts";
import { TopicHistory } from "./topic-history.ts";
import type { Asker, TopicRights } from "./topic-rights.ts";

/** A connection of our own protocol, as everything but itself sees it. */
export interface Peer extends AnySocket {
  /** Who it speaks for, as rights are judged. Only once it authenticated. */
  readonly asker: Asker;
  /** By topic. */
  readonly subscriptions: Map<string, Subscription>;
  send(frame: RealtimeServerFrame): void;
  /** Whether its credential is good by the state as it is. When it is not, the connection ends. */
  isStillGood(): boolean;
  /** Answers a frame by an error; the connection goes on. */
  refuse(id: string | null, code: ErrorCode, message: string): void;
  close(name: CloseName, times?: { readonly delayMs?: number; readonly windowMs?: number }): void;
}

/** One topic of one connection. */
export class Subscription {
  readonly connection: Peer;
  readonly topic: Topic;
  /** Up to where everything was sent. */
  sent: number;
  /** What it may read; nothing when that has to be judged anew. */
  rights: TopicRights | undefined;
  /** Of each frame that was sent the offset that it reaches and how many events it has, one after the other. */
  #unacknowledged: number[] = [];
  #unacknowledgedEvents = 0;

  constructor(connection: Peer, topic: Topic, sent: number, rights: TopicRights) {
    this.connection = connection;
    this.topic = topic;
    this.sent = sent;
    this.rights = rights;
  }

  /** Events that were sent and not acknowledged. Those that a recovery asked for do not count. */
  get unacknowledgedEvents(): number {
    return this.#unacknowledgedEvents;
  }

  /** Notes a frame that was sent. */
  note(to: number, events: number): void {
    if (events === 0) return;
    this.#unacknowledged.push(to, events);
    this.#unacknowledgedEvents += events;
  }

  /** The client has everything up to here. */
  acknowledge(epoch: string, offset: number): void {
    if (epoch !== this.topic.history.epoch) return;
    let read = 0;
    for (; read < this.#unacknowledged.length && this.#unacknowledged[read]! <= offset; read += 2)
      this.#unacknowledgedEvents -= this.#unacknowledged[read + 1]!;
    if (read > 0) this.#unacknowledged = this.#unacknowledged.slice(read);
  }

  /** Goes on from another position. */
  moveTo(offset: number): void {
    this.sent = offset;
    this.#unacknowledged = [];
    this.#unacknowledgedEvents = 0;
  }
}

/** A topic that somebody listens to, or did a little while ago. */
export class Topic {
  readonly address: TopicAddress;
  readonly history: TopicHistory;
  readonly subscribers: Set<Subscription> = new Set();
  /** The types of event that it carries. */
  readonly types: ReadonlySet<string>;
  /** How many events were not sent yet. */
  unsent = 0;
  /** Ends the wait after which it is forgotten. */
  stay: () => void = () => {};

  constructor(address: TopicAddress, epoch: string) {
    this.address = address;
    this.history = new TopicHistory(epoch);
    this.types = new Set(topics[address.name].types);
  }
}
