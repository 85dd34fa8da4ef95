/** The front door of @plinto/realtime. */

// The client
export { type Realtime, type RealtimeOptions, createRealtime } from "./realtime.ts";
export type { RealtimeSource } from "./credential.ts";
export type { ConnectionStatus } from "./connection-state.ts";
export type { Transition } from "./journal.ts";

// Subscriptions
export type { Gap, Message, Subscription, SubscriptionOptions } from "./subscription.ts";
export type { GapReason, Place, TopicItem } from "./topic-state.ts";
export type { TopicAddress, TopicEvent, TopicParams } from "./topics.ts";
export type { ReadPolicy } from "./item-queue.ts";
export type { RealtimeErrorCode } from "./errors.ts";

// What the client takes from outside
export type { Page, PageSignal, Socket, SocketConstructor } from "./ports.ts";

// The events
export type * from "./generated/events.ts";
