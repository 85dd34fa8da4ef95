import type { RealtimeClientSubscription, RealtimeClientUnsubscription } from "@plinto/spec";
import type { World } from "../kernel/world.ts";
import type { MockSchema } from "../schema.ts";
import type { Delivery } from "./delivery.ts";
import type { Judge } from "./judge.ts";
import type { SocketRoom } from "./room.ts";
import { socketLimits } from "./socket-limits.ts";
import { Subscription, type Peer } from "./topic.ts";
import { organizationOf, parseTopic } from "./topic-address.ts";
import type { TopicBoard } from "./topic-board.ts";
import { rightsIn, type TopicRights } from "./topic-rights.ts";

/** What subscriptions are taken with. */
export interface SubscribingOptions {
  readonly world: World<MockSchema>;
  readonly board: TopicBoard;
  readonly judge: Judge;
  readonly delivery: Delivery;
  readonly room: SocketRoom;
}

/** Takes subscriptions, new ones and those that go on from a position. */
export class Subscribing {
  readonly #options: SubscribingOptions;

  constructor(options: SubscribingOptions) {
    this.#options = options;
  }

  subscribe(connection: Peer, { id, topic: text, epoch, offset }: RealtimeClientSubscription): void {
    const { world, board, judge, delivery, room } = this.#options;
    const { principal } = connection;
    if (connection.state === "closed" || !principal) return;
    const address = parseTopic(text);
    if (address === "unknown") return connection.refuse(id, "not_found", "There is no such topic.");
    if (address === "malformed") return connection.refuse(id, "validation_failed", "The topic is spelled wrong: it is a name, a colon and an id of its kind.");
    const held = connection.subscriptions.get(text);
    if (!held && connection.subscriptions.size >= socketLimits.subscriptions)
      return connection.refuse(id, "limit_exceeded", `A connection has at most ${socketLimits.subscriptions} subscriptions.`);
    let rights: TopicRights;
    try {
      rights = rightsIn(world.read, connection.asker, address);
    } catch (error) {
      return judge.refuse(connection, id, error);
    }
    const organizationId = organizationOf(address);
    if (organizationId !== undefined && room.isFull(connection, organizationId)) return connection.close("connection_limit");
    const topic = board.at(address);
    const { history } = topic;
    const userId = principal.kind === "user" ? principal.userId : undefined;
    const recovered = epoch !== undefined && offset !== undefined && history.reaches(epoch, offset, world.clock.now(), userId);
    const position = recovered ? offset : history.offset;
    const subscription = held ?? new Subscription(connection, topic, position, rights);
    subscription.rights = rights;
    subscription.moveTo(position);
    connection.subscriptions.set(text, subscription);
    topic.subscribers.add(subscription);
    if (!held) room.listens(connection, address);
    connection.send({ kind: "subscription", id, topic: text, epoch: history.epoch, offset: position, recovered });
    delivery.recover(subscription);
  }

  unsubscribe(connection: Peer, { id, topic }: RealtimeClientUnsubscription): void {
    const subscription = connection.subscriptions.get(topic);
    if (subscription) this.#options.board.leave(subscription);
    connection.send({ kind: "unsubscription", id, topic, reason: "requested" });
  }
}
