import type { RealtimeClientMessage, RealtimeClientNotification, RealtimeClientSubscription, RealtimeClientUnsubscription } from "@plinto/spec";
import type { SocketPrincipal } from "../domain/realtime/table.ts";
import type { WorldClock } from "../kernel/clock.ts";
import type { CloseName } from "./close.ts";
import type { Peer } from "./topic.ts";

/** What a connection has behind it. */
export interface ConnectionHub {
  readonly clock: WorldClock;
  readonly judge: { judgeAnew(connection: Peer): void };
  readonly credentials: {
    authenticate(token: string, address: string | null): Promise<SocketPrincipal | CloseName>;
    takeTicket(ticket: string): Promise<SocketPrincipal | CloseName>;
  };
  readonly delivery: { bringUpToDate(connection: Peer): void };
  /** Real milliseconds since some moment. */
  stopwatch(): number;
  /** Something about a connection is another. */
  changed(): void;
  /** The connection has said who it speaks for. */
  opened(connection: Peer): void;
  gone(connection: Peer): void;
  subscribe(connection: Peer, frame: RealtimeClientSubscription): Promise<void> | undefined;
  unsubscribe(connection: Peer, frame: RealtimeClientUnsubscription): void;
  /** Takes what a client sends to others. */
  deliver(connection: Peer, frame: RealtimeClientMessage | RealtimeClientNotification): Promise<void> | undefined;
}
