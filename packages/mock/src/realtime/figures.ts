import type { RealtimeNumbers } from "./numbers.ts";
import type { SocketRoom } from "./room.ts";
import { organizationOf, type TopicAddress } from "./topic-address.ts";

interface Sent {
  events: number;
  messages: number;
}

/** Counts what goes over the sockets of a world. */
export class RealtimeFigures {
  readonly #room: SocketRoom;
  readonly #all: Sent = { events: 0, messages: 0 };
  readonly #byOrganization = new Map<string, Sent>();

  constructor(room: SocketRoom) {
    this.#room = room;
  }

  eventsSent(topic: TopicAddress, count: number): void {
    const organizationId = organizationOf(topic);
    this.#all.events += count;
    if (organizationId !== undefined) this.#of(organizationId).events += count;
  }

  messagesSent(organizationId: string): void {
    this.#all.messages += 1;
    this.#of(organizationId).messages += 1;
  }

  read(organizationId?: string): RealtimeNumbers {
    const sockets = [...(organizationId === undefined ? this.#room.sockets : this.#room.in(organizationId).keys())];
    const sent = organizationId === undefined ? this.#all : this.#byOrganization.get(organizationId);
    const counts = new Map<string, number>();
    for (const { topic } of sockets.flatMap(({ listensTo }) => listensTo)) {
      if (organizationId === undefined || organizationOf(topic) === organizationId) counts.set(topic.name, (counts.get(topic.name) ?? 0) + 1);
    }
    const people = new Set(sockets.flatMap(({ principal }) => (principal?.kind === "user" ? [principal.userId] : [])));
    return {
      connections: sockets.length,
      people: people.size,
      topics: [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([topic, subscriptions]) => ({ topic, subscriptions })),
      eventsSent: sent?.events ?? 0,
      messagesSent: sent?.messages ?? 0,
    };
  }

  #of(organizationId: string): Sent {
    const found = this.#byOrganization.get(organizationId);
    if (found) return found;
    const made = { events: 0, messages: 0 };
    this.#byOrganization.set(organizationId, made);
    return made;
  }
}
