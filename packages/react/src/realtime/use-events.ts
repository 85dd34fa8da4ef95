import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useLive } from "./context.ts";
import { createFeed } from "./feed.ts";
import type { Hearing } from "./live.ts";
import type { LiveTopic, LiveTopicEvents } from "./topics.ts";

/** Options of {@link useEvents}. */
export interface UseEventsOptions<Type extends string> {
  /** The types that count. All when absent. */
  readonly types?: readonly Type[];
  /** How many are kept. 50 when absent. */
  readonly limit?: number;
}

/** Answer of {@link useEvents}. */
export interface LiveEvents<Event> {
  /** Newest first: what happened since the component is there. */
  readonly events: readonly Event[];
  /** `none` without a session or an organization, `waiting` until it is heard, `live`, or `refused` to this person. */
  readonly hearing: Hearing;
  /** Whether something was missed since the first of them: read the list anew where it has to be whole. */
  readonly hasGap: boolean;
}

/**
 * What happens while the component is there, for live activity. Begins anew with another person or organization.
 *
 * @throws `PlintoError` of the kind `config`: `realtime_missing`
 * @example
 * const { events } = useEvents("organization", { types: ["member.added", "member.removed"], limit: 20 });
 * return <ul>{events.map(({ id, type, data }) => <li key={id}>{type} {data.user.name}</li>)}</ul>;
 */
export function useEvents<Topic extends LiveTopic, Type extends LiveTopicEvents[Topic]["type"] = LiveTopicEvents[Topic]["type"]>(
  topic: Topic,
  { types, limit = 50 }: UseEventsOptions<Type> = {},
): LiveEvents<Extract<LiveTopicEvents[Topic], { readonly type: Type }>> {
  const live = useLive();
  const { hearing, whose } = useSyncExternalStore(live.subscribe, live.snapshot, live.snapshot);
  const wanted = types?.join(" ");
  // Another person's events are nobody else's: `whose` makes another feed.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const feed = useMemo(() => createFeed(({ type }) => wanted === undefined || wanted.split(" ").includes(type), limit), [wanted, limit, topic, whose, live]);
  useEffect(() => live.listen(topic, feed), [live, topic, feed]);
  const { events, hasGap } = useSyncExternalStore(feed.subscribe, feed.get, feed.get);
  return { events: events as unknown as readonly Extract<LiveTopicEvents[Topic], { readonly type: Type }>[], hearing: hearing[topic], hasGap };
}
