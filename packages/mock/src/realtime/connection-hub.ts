import type { RealtimeClientMessage, RealtimeClientNotification, RealtimeClientSubscription, RealtimeClientUnsubscription } from "@plinto/spec";
import type { WorldClock } from "../kernel/clock.ts";
import type { Credentials } from "./credentials.ts";
import type { CredentialGrounds } from "./socket-credential.ts";
import type { Peer } from "./topic.ts";

/** What a connection has behind it. */
export interface ConnectionHub {
  readonly clock: WorldClock;
  readonly judge: { judgeAnew(connection: Peer): void };
  readonly grounds: CredentialGrounds;
  readonly credentials: Pick<Credentials, "readToken" | "takeTicket">;
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
