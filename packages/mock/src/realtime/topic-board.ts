import { topics, type TopicName } from "../generated/realtime.ts";
import type { WorldClock } from "../kernel/clock.ts";
import { limits } from "./limits.ts";
import type { SocketRoom } from "./room.ts";
import { Topic, type Subscription } from "./topic.ts";
import type { TopicAddress } from "./topic-address.ts";
import type { Touched } from "./touched.ts";

/** The names of the topics that an organization has. */
export const organizationTopics: readonly TopicName[] = (Object.keys(topics) as TopicName[]).filter((name) => topics[name].parameter === "orgId");

/** The topics that somebody listens to, or did a little while ago. */
export class TopicBoard {
  readonly #clock: WorldClock;
  readonly #run: string;
  readonly #room: SocketRoom;
  readonly #topics = new Map<string, Topic>();
  #epochs = 0;

  /**
   * @param run names this run: what an earlier one counted means nothing here
   * @param room told when somebody listens no more
   */
  constructor(clock: WorldClock, run: string, room: SocketRoom) {
    this.#clock = clock;
    this.#room = room;
    this.#run = run;
  }

  get topics(): ReadonlyMap<string, Topic> {
    return this.#topics;
  }

  get(text: string): Topic | undefined {
    return this.#topics.get(text);
  }

  /** The topic at an address; it begins when nobody has listened to it. */
  at(address: TopicAddress): Topic {
    const found = this.#topics.get(address.text);
    if (found) return found;
    const begun = new Topic(address, this.nextEpoch());
    this.#topics.set(address.text, begun);
    return begun;
  }

  /** The topics whose rights may have changed for everybody. */
  of({ organizations, users }: Touched): readonly Topic[] {
    const names = [...[...organizations].flatMap((id) => organizationTopics.map((name) => `${name}:${id}`)), ...[...users].map((id) => `user:${id}`)];
    return names.flatMap((name) => this.#topics.get(name) ?? []);
  }

  /** The topics of an organization. */
  ofOrganization(id: string): readonly Topic[] {
    return organizationTopics.flatMap((name) => this.#topics.get(`${name}:${id}`) ?? []);
  }

  leave(subscription: Subscription): void {
    const { connection, topic } = subscription;
    if (connection.subscriptions.delete(topic.address.text)) this.#room.leaves(connection, topic.address);
    topic.subscribers.delete(subscription);
    if (topic.subscribers.size > 0) return;
    // Whoever comes back within what history holds finds it.
    topic.stay();
    topic.stay = this.#clock.setTimeout(() => this.#forget(topic), limits.historyMs, { background: true });
  }

  clear(): void {
    for (const topic of this.#topics.values()) topic.stay();
    this.#topics.clear();
  }

  nextEpoch(): string {
    this.#epochs += 1;
    return `${this.#run}-${this.#epochs}`;
  }

  #forget(topic: Topic): void {
    if (topic.subscribers.size === 0 && this.#topics.get(topic.address.text) === topic) this.#topics.delete(topic.address.text);
  }
}
