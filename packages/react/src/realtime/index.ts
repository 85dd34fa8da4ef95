"use client";
/** The door for live events. */

export { PlintoRealtime, type PlintoRealtimeProps } from "./plinto-realtime.ts";
export { type Live, useRealtime } from "./use-realtime.ts";
export { type LiveEvents, type UseEventsOptions, useEvents } from "./use-events.ts";
export type { LiveTopic, LiveTopicEvents } from "./topics.ts";
