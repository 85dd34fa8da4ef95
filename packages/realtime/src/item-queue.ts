/** What an iterator has not read yet: bounded, by a declared policy. */

import type { Event } from "@plinto/spec";
import { misuse } from "./errors.ts";
import type { Place, TopicItem } from "./topic-state.ts";

/**
 * What happens to a reader that is slower than its topic. `buffer`: keeps the first `limit` events, the rest becomes a
 * gap · `drop-oldest`: keeps the last, what is before becomes a gap · `latest`: keeps the newest event alone · `coalesce`:
 * keeps the newest of each key. The last two are for states, where an older one is worth nothing: what they drop is no gap.
 *
 * Gaps with nothing between them become one that spans both, with the reason of the later one, or `principal_changed` where
 * either has it; of several recoveries the newest waits. Where gaps wait between the events, there is room for fewer events:
 * at most six items more than `limit` wait.
 */
export type ReadPolicy<E = Event> =
  | { readonly policy: "buffer" | "drop-oldest"; /** Most that wait, 1 or more. Default 1,000. */ readonly limit?: number }
  | { readonly policy: "latest" }
  | { readonly policy: "coalesce"; readonly key: (event: E) => string; /** Most keys that wait, 1 or more. Default 1,000. */ readonly limit?: number };

/** One reader's queue. */
export interface ItemQueue {
  push(item: TopicItem): void;
  shift(): TopicItem | undefined;
}

const LIMIT = 1_000;

/** So many gaps and recoveries wait beside `limit` events before they take the room of events. */
const SPARE = 3;

/** What may stand for a policy. */
const POLICIES: readonly unknown[] = ["buffer", "drop-oldest", "latest", "coalesce"] satisfies ReadPolicy["policy"][];

/** @throws `PlintoError` `option_invalid` */
export function createItemQueue(options: ReadPolicy<never> = { policy: "buffer" }): ItemQueue {
  const { policy, limit = LIMIT, key } = Object(options) as { policy?: unknown; limit?: number; key?: (event: unknown) => string };
  if (!POLICIES.includes(policy)) throw misuse("option_invalid", `policy must be one of ${POLICIES.join(", ")}`);
  if (policy === "coalesce" && typeof key !== "function") throw misuse("option_invalid", "coalesce needs key, a function");
  if (!Number.isInteger(limit) || limit < 1) throw misuse("option_invalid", "limit must be a whole number from 1");
  const keyOf = policy === "latest" ? () => "" : policy === "coalesce" ? key : undefined;
  const items: TopicItem[] = [];
  let events = 0;

  /** Whether so many events more are too many. */
  const isOver = (more: number): boolean => Math.max(events, items.length - SPARE) + more > limit;
  /** The gap that an event leaves. */
  const without = ({ epoch, offset }: Place): TopicItem => ({ kind: "gap", reason: "overflow", from: { epoch, offset: offset - 1 }, to: { epoch, offset } });
  /** Makes one gap of what stands here and before. */
  const join = (index: number): void => {
    const [a, b] = [items[index - 1], items[index]];
    if (a?.kind !== "gap" || b?.kind !== "gap") return;
    // What was read before is somebody else's: whatever follows, that stays said.
    const { reason } = a.reason === "principal_changed" ? a : b;
    items.splice(index - 1, 2, { ...b, reason, from: a.from });
  };
  const remove = (isIt: (item: TopicItem) => boolean): void => {
    const index = items.findIndex(isIt);
    if (index < 0) return;
    const [{ kind }] = items.splice(index, 1) as [TopicItem];
    if (kind === "event") events--;
    join(index);
  };
  const dropOldest = (): void => {
    const index = items.findIndex(({ kind }) => kind === "event");
    items[index] = without(items[index] as Extract<TopicItem, { kind: "event" }>);
    events--;
    join(index + 1);
    join(index);
  };

  return {
    push(item) {
      let next = item;
      if (item.kind === "recovered") remove(({ kind }) => kind === "recovered");
      else if (item.kind === "event") {
        if (keyOf) {
          const mine = keyOf(item.event);
          remove((other) => other.kind === "event" && keyOf(other.event) === mine);
        }
        if (policy === "buffer" && isOver(1)) next = without(item);
        else events++;
      }
      items.push(next);
      join(items.length - 1);
      if (policy !== "buffer") while (isOver(0)) dropOldest();
    },
    shift() {
      const item = items.shift();
      if (item?.kind === "event") events--;
      return item;
    },
  };
}
