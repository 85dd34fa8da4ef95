import type { SocketPrincipal } from "../domain/realtime/table.ts";
import type { Outbox } from "./outbox.ts";
import type { TopicAddress } from "./topic-address.ts";

/** A socket of either protocol, as those see it who count, list and steer sockets. */
export interface AnySocket {
  readonly id: string;
  /** The subprotocol that it speaks. */
  readonly protocol: "plinto.v1" | "graphql-transport-ws";
  readonly openedAt: number;
  /** Who it speaks for; nobody yet while it authenticates. */
  readonly principal: SocketPrincipal | undefined;
  readonly state: "authenticating" | "open" | "draining" | "closed";
  readonly outbox: Outbox;
  /** What it listens to, once for each subscription. */
  readonly listensTo: readonly HeardTopic[];
  /** Ends as a lost network does. */
  drop(): void;
  /** Ends as when the credential runs out. */
  expire(): void;
  /** The server is gone: ends at once, and tells when to come back. */
  goAway(): void;
  /** Says that the server goes away, and goes when the time is over. */
  drain(delayMs: number, windowMs: number): void;
}

/** One subscription of a socket. */
export interface HeardTopic {
  readonly topic: TopicAddress;
  /** Up to where everything was sent; null where the protocol has no offsets. */
  readonly offset: number | null;
}
