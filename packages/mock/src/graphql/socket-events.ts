import type { KnownEventType } from "@plinto/spec";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import type { TopicName } from "../generated/realtime.ts";
import type { Commit } from "../kernel/commit.ts";
import { fail } from "../pipeline/problem.ts";
import { begunIn } from "../realtime/begun.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import type { TopicAddress } from "../realtime/topic-address.ts";
import type { Places } from "./places.ts";

/** An event with its place in the history of the world. */
export interface PlacedEvent {
  readonly event: EventEnvelope;
  /** Where to go on after it. */
  readonly cursor: string;
}

/** What a subscription listens to. */
export interface Interest {
  readonly topic: TopicName;
  readonly orgId: string;
  /** The types of event that it may have. */
  readonly types: readonly KnownEventType[];
  /** Whether an event of these is wanted. */
  wants(event: EventEnvelope): boolean;
  /** What an event is to its client. */
  resultOf(event: EventEnvelope): unknown;
}

/** The topic of it, as our own sockets name it. */
export function topicOf({ topic, orgId }: Interest): TopicAddress {
  return { name: topic, id: orgId, text: `${topic}:${orgId}` };
}

/** What a commit has for somebody who listens. */
export function eventsIn({ events, seq }: Commit, { orgId, types, wants }: Interest, places: Places): readonly PlacedEvent[] {
  return (events as readonly EventEnvelope[]).flatMap((event) =>
    event.organizationId === orgId && types.includes(event.type as KnownEventType) && wants(event) ? [{ event, cursor: places.afterEvent(seq, event.id) }] : [],
  );
}

/** Who asks for the past, and by what. */
export interface Recollection {
  readonly interest: Interest;
  readonly places: Places;
  /** Whose membership decides what of it may be heard; nobody's for the key of the environment. */
  readonly userId: string | undefined;
  /** The commits from the one before a place on. */
  readonly since: (seq: number) => Promise<readonly Commit[]>;
}

/**
 * What came after a place.
 *
 * @throws ProblemError `cursor_invalid` for a place that this history does not have, or not any more, and for one from
 *   before the person became a member, or became one again
 */
export async function eventsAfter(cursor: string, { interest, places, userId, since }: Recollection): Promise<readonly PlacedEvent[]> {
  const place = places.read(cursor) ?? gone();
  const isPlace = (commit: Commit): boolean =>
    place.eventId === undefined ? commit.at === place.at : commit.events.some((event) => (event as EventEnvelope).id === place.eventId);
  let commits: readonly Commit[];
  try {
    commits = await since(place.seq - 1);
  } catch {
    return gone();
  }
  const [first, ...later] = commits;
  if (first?.seq !== place.seq || !isPlace(first) || later.some(({ restored }) => restored)) return gone();
  if (later.some((commit) => begunIn(commit).some((one) => one.userId === userId && one.organizationId === interest.orgId))) return gone();
  const inside = first.events.findIndex((event) => (event as EventEnvelope).id === place.eventId);
  const rest = { ...first, events: place.eventId === undefined ? [] : first.events.slice(inside + 1) };
  const found = [rest, ...later].flatMap((commit) => eventsIn(commit, interest, places));
  return found.length > socketLimits.historyEvents ? gone() : found;
}

function gone(): never {
  fail("cursor_invalid", { detail: "What came after this event is not there any more. Fetch anew what you need, and subscribe without `after`." });
}
