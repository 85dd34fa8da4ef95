/** What a reader of a topic may say it saw, whatever happened to the connection. */

import type { Place, TopicItem } from "../../src/topic-state.ts";

/** Everything that ever happened in a topic, by epoch, in order. */
export type Truth = ReadonlyMap<string, readonly { readonly offset: number; readonly id: string; readonly visible: boolean }[]>;

/**
 * Walks what a reader saw and names the first thing that breaks the promise: each event once and in order, or inside a
 * reported gap; never both, never neither.
 *
 * @param begun where the subscription began
 * @param end where the topic is now
 */
export function firstLie(truth: Truth, begun: Place, items: readonly TopicItem[], end: Place): string | undefined {
  let place = begun;
  const between = (from: Place, to: number): string | undefined =>
    truth.get(from.epoch)?.find(({ offset, visible }) => visible && offset > from.offset && offset < to)?.id;
  for (const item of items) {
    if (item.kind === "event") {
      const { epoch, offset, event } = item;
      if (epoch !== place.epoch) return `${event.id} is of epoch ${epoch}, and no gap leads there from ${place.epoch}`;
      if (offset <= place.offset) return `${event.id} came again or late`;
      const real = truth.get(epoch)?.find((candidate) => candidate.offset === offset);
      if (real?.id !== event.id || !real.visible) return `${event.id} is not what happened at ${offset}`;
      const missed = between(place, offset);
      if (missed) return `${missed} was neither delivered nor reported`;
      place = { epoch, offset };
    } else if (item.kind === "gap") {
      const { from, to } = item;
      if (from.epoch !== place.epoch || from.offset < place.offset) return `a gap begins at ${from.epoch} ${from.offset}, where ${place.offset} was delivered`;
      const missed = between(place, from.offset + 1);
      if (missed) return `${missed} lies before the gap and was not delivered`;
      if (to.epoch === from.epoch && to.offset <= from.offset) return "a gap is empty or leads back";
      place = to;
    }
  }
  if (place.epoch !== end.epoch) return `the reader stands in epoch ${place.epoch}, the topic in ${end.epoch}`;
  const missed = between(place, end.offset + 1);
  return missed && `${missed} was neither delivered nor reported in the end`;
}
