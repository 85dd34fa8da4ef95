/** What stands between the subscriptions of a tab and the socket, which may be another tab's. */

import type { RealtimeServerEvents, RealtimeServerMessage, RealtimeServerNotification, RealtimeServerSubscription } from "@plinto/spec";
import type { ConnectionStatus } from "./connection-state.ts";
import type { Ended } from "./errors.ts";
import type { GapReason, Place } from "./topic-state.ts";

/** News of a topic, as plain data. */
export type Relay =
  | { readonly topic: string; readonly frame: RealtimeServerEvents | RealtimeServerSubscription | RealtimeServerMessage | RealtimeServerNotification }
  | { readonly topic: string; readonly away: true }
  | { readonly topic: string; readonly forgotten: GapReason }
  | { readonly topic: string; readonly ended: Ended };

/** A frame to send, but for its id. */
export type Outgoing =
  | { readonly kind: "message"; readonly topic: string; readonly data: Record<string, unknown> }
  | { readonly kind: "notification"; readonly topic: string; readonly to: string; readonly data: Record<string, unknown> };

/** The way to the socket. */
export interface Link {
  readonly status: ConnectionStatus;
  /** Wants news of a topic: from a place, or from now on. Again, when something is missing. */
  ensure(topic: string, place: Place | undefined): void;
  /** Wants no more of them. */
  drop(topic: string): void;
  /** Sends, and resolves with the id of the message. */
  send(frame: Outgoing): Promise<string>;
  /** Connects anew now. */
  reconnect(): void;
  close(): void;
}
