/** Up to where a topic is complete, and what a frame does to that (spec/realtime.md, "Events" and "Recovery"). Pure. */

import type { Event, RealtimePosition, RealtimeServerEvents, RealtimeServerSubscription } from "@plinto/spec";

/** A place in the stream of a topic. */
export interface Place {
  /** Names the numbering; another epoch is another numbering. */
  readonly epoch: string;
  /** The offset up to which everything was seen. */
  readonly offset: number;
}

/**
 * Why events are missing. `history`: the server remembers less than was missed · `epoch`: it numbers anew · `state_lost`:
 * it forgot this client · `principal_changed`: somebody else is signed in · `overflow`: the reader was too slow.
 */
export type GapReason = "history" | "epoch" | "state_lost" | "principal_changed" | "overflow";

/** What reaches the readers of a topic. */
export type TopicItem<E = Event> =
  | { readonly kind: "event"; readonly event: E; readonly offset: number; readonly epoch: string }
  /** Everything after `from` up to and including `to` was missed, but for what a reader's bound dropped. */
  | { readonly kind: "gap"; readonly reason: GapReason; readonly from: Place; readonly to: Place }
  /** The connection was lost and is back; nothing was missed. */
  | { readonly kind: "recovered"; readonly place: Place };

/** What is known of a topic. */
export interface TopicState {
  /** Absent until the first answer. */
  readonly place?: Place;
  /** Why the place cannot be asked for any more. */
  readonly lost?: GapReason;
  /** Whether the connection was lost since the last answer. */
  readonly away?: boolean;
}

/** A state with what goes to readers, and whether the server has to be asked again. */
export interface TopicStep {
  readonly state: TopicState;
  readonly items: readonly TopicItem[];
  readonly behind: boolean;
}

const nothing = (state: TopicState, behind = false): TopicStep => ({ state, items: [], behind });

/** Takes a frame with events: those that are new, in order, or the news that something is missing. */
export function receiveEvents(state: TopicState, { epoch, from, to, events }: RealtimeServerEvents): TopicStep {
  const { place, lost } = state;
  // Before the first answer there is no telling what is new; it says where to begin.
  if (!place || lost) return nothing(state);
  if (epoch !== place.epoch || from > place.offset) return nothing(state, true);
  if (to <= place.offset) return nothing(state);
  const items = events.filter(({ offset }) => offset > place.offset).map(({ offset, event }): TopicItem => ({ kind: "event", event, offset, epoch }));
  return { state: { ...state, place: { epoch, offset: to } }, items, behind: false };
}

/** Takes the answer to a subscription: the topic goes on, begins, or has a gap. */
export function receiveAnswer(state: TopicState, { epoch, offset, recovered }: Pick<RealtimeServerSubscription, "epoch" | "offset" | "recovered">): TopicStep {
  const { place, lost, away } = state;
  const to: Place = { epoch, offset };
  if (!place) return nothing({ place: to });
  const isSame = epoch === place.epoch;
  // Somebody else's answer, of a later place: ours can be asked for as well.
  if (isSame && !lost && recovered && offset > place.offset) return nothing(state, true);
  if (isSame && ((!lost && recovered) || offset === place.offset)) {
    return { state: { place }, items: away ? [{ kind: "recovered", place }] : [], behind: false };
  }
  const reason = lost ?? (isSame ? "history" : "epoch");
  return { state: { place: to }, items: [{ kind: "gap", reason, from: place, to }], behind: false };
}

/** Whether a heartbeat says more than was seen. */
export const isBehind = ({ place }: TopicState, { epoch, offset }: RealtimePosition): boolean => !place || epoch !== place.epoch || offset > place.offset;

/** The connection is gone; the place stays good. */
export const awayFrom = (state: TopicState): TopicState => ({ ...state, away: true });

/** The place is good for nothing any more, but to say what was missed. */
export const forgetPlace = (state: TopicState, reason: GapReason): TopicState => (state.place ? { ...state, lost: state.lost ?? reason } : state);

/** What to ask the server with. */
export const askedPlace = ({ place, lost }: TopicState): Place | undefined => (lost ? undefined : place);
