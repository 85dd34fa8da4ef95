/** Readers that are slower than their topic: what each policy keeps, and that what it drops is told where it has to be. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type ItemQueue, type ReadPolicy, createItemQueue } from "../src/item-queue.ts";
import type { GapReason, Place, TopicItem } from "../src/topic-state.ts";
import { fixture } from "./support/fixtures.ts";
import { firstLie } from "./support/model.ts";
import { eventNumber } from "./support/scripted-server.ts";

const item = (offset: number): TopicItem => ({ kind: "event", event: eventNumber(offset), offset, epoch: "e" });
const at = (offset: number): { epoch: string; offset: number } => ({ epoch: "e", offset });

/** All that waits. */
function drained(queue: ItemQueue): TopicItem[] {
  const items: TopicItem[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) items.push(next);
  return items;
}

function afterPushing(policy: ReadPolicy<never>, count: number): (string | number)[] {
  const queue = createItemQueue(policy);
  for (let offset = 1; offset <= count; offset++) queue.push(item(offset));
  const shown: (string | number)[] = [];
  for (const next of drained(queue)) {
    if (next.kind === "event") shown.push(next.offset);
    else if (next.kind === "gap") shown.push(`${next.reason} ${next.from.offset}-${next.to.offset}`);
  }
  return shown;
}

test.each<[string, ReadPolicy<never>, (string | number)[]]>([
  ["buffer keeps the first events, and the rest is one gap", { policy: "buffer", limit: 2 }, [1, 2, "overflow 2-5"]],
  ["drop-oldest keeps the last events, and what was before is one gap", { policy: "drop-oldest", limit: 2 }, ["overflow 0-3", 4, 5]],
  ["latest keeps the newest alone, and drops without a gap", { policy: "latest" }, [5]],
  [
    "coalesce keeps the newest of each key, in the order of their arrival",
    { policy: "coalesce", key: (event: { sequence: number }) => String(event.sequence % 2) } as ReadPolicy<never>,
    [4, 5],
  ],
])("%s", (_, policy, kept) => {
  expect(afterPushing(policy, 5)).toEqual(kept);
});

test.each<[string, unknown, RegExp]>([
  ["a limit of nothing", { policy: "drop-oldest", limit: 0 }, /^limit must be a whole number from 1/],
  ["a limit below nothing", { policy: "buffer", limit: -1 }, /^limit must be a whole number from 1/],
  ["a limit that is no number", { policy: "coalesce", key: () => "", limit: Number.NaN }, /^limit must be a whole number from 1/],
  ["a limit without an end", { policy: "buffer", limit: Number.POSITIVE_INFINITY }, /^limit must be a whole number from 1/],
  ["half an event", { policy: "buffer", limit: 1.5 }, /^limit must be a whole number from 1/],
  ["a limit as text", { policy: "buffer", limit: "10" }, /^limit must be a whole number from 1/],
  ["a policy that is spelled wrong", { policy: "drop-oldst" }, /^policy must be one of buffer, drop-oldest, latest, coalesce$/],
  ["no policy", {}, /^policy must be/],
  ["null", null, /^policy must be/],
  ["coalesce without a key", { policy: "coalesce" }, /^coalesce needs key, a function/],
])("items() refuses %s at once", (_, policy, message) => {
  const { realtime } = fixture();
  const organization = realtime.organization("org_1", { onGap: () => {} });
  expect(() => organization.items(policy as ReadPolicy)).toThrow(
    expect.objectContaining({ name: "PlintoError", kind: "config", code: "option_invalid", message: expect.stringMatching(message) }),
  );
});

test("Gaps with nothing between them are one that spans both, told as the later, or as another person's", () => {
  const queue = createItemQueue({ policy: "buffer", limit: 1 });
  const gap = (reason: GapReason, from: number, to: number): TopicItem => ({ kind: "gap", reason, from: at(from), to: at(to) });
  for (const next of [item(1), gap("history", 1, 9), item(10), gap("state_lost", 10, 12)]) queue.push(next);
  expect(drained(queue)).toEqual([item(1), gap("state_lost", 1, 12)]);
  for (const next of [gap("epoch", 1, 2), gap("principal_changed", 2, 3), gap("history", 3, 4)]) queue.push(next);
  expect(drained(queue)).toEqual([gap("principal_changed", 1, 4)]);
});

test("Of several recoveries the newest waits, where it came", () => {
  const queue = createItemQueue();
  const recovered = (offset: number): TopicItem => ({ kind: "recovered", place: at(offset) });
  for (const next of [item(1), recovered(1), item(2), recovered(2), item(3)]) queue.push(next);
  expect(drained(queue)).toEqual([item(1), item(2), recovered(2), item(3)]);
});

type Move = "event" | "history" | "epoch" | "recovered" | "shift";
const policies: readonly ((limit: number) => ReadPolicy<never>)[] = [
  (limit) => ({ policy: "buffer", limit }),
  (limit) => ({ policy: "drop-oldest", limit }),
  (limit) => ({ policy: "coalesce", limit, key: ({ sequence }: { sequence: number }) => String(sequence % 3) }) as ReadPolicy<never>,
  () => ({ policy: "latest" }),
];

test("However many gaps and recoveries come between the events, at most six items beyond the limit wait, and every gap is told", () => {
  const moves = fc.array(fc.constantFrom<Move>("event", "event", "history", "epoch", "recovered", "shift"), { maxLength: 80, size: "max" });
  fc.assert(
    fc.property(moves, fc.nat(3), fc.integer({ min: 1, max: 4 }), (script, index, limit) => {
      const queue = createItemQueue(policies[index]!(limit));
      const truth = new Map<string, { offset: number; id: string; visible: boolean }[]>([["e0", []]]);
      const pushed: TopicItem[] = [];
      const read: TopicItem[] = [];
      let place: Place = { epoch: "e0", offset: 0 };
      const happens = (): void => {
        place = { ...place, offset: place.offset + 1 };
        truth.get(place.epoch)!.push({ offset: place.offset, id: `evt_${place.offset}`, visible: true });
      };
      const push = (next: TopicItem): void => {
        pushed.push(next);
        queue.push(next);
      };
      for (const move of script) {
        const from = place;
        if (move === "shift") read.push(...[queue.shift()].filter((next) => next !== undefined));
        else if (move === "recovered") push({ kind: "recovered", place });
        else {
          happens();
          if (move === "epoch") truth.set((place = { epoch: `e${truth.size}`, offset: 0 }).epoch, []);
          if (move === "event") push({ ...(item(place.offset) as Extract<TopicItem, { kind: "event" }>), epoch: place.epoch });
          else push({ kind: "gap", reason: move, from, to: place });
        }
      }
      const waiting = drained(queue);
      read.push(...waiting);
      expect(waiting.length).toBeLessThanOrEqual((index === 3 ? 1 : limit) + 6);
      const number = ({ epoch, offset }: Place): number => Number(epoch.slice(1)) * 1_000 + offset;
      const told = read.filter((one) => one.kind === "gap");
      for (const gap of pushed.filter((one) => one.kind === "gap"))
        expect(told.some(({ from, to }) => number(from) <= number(gap.from) && number(to) >= number(gap.to))).toBe(true);
      const last = pushed.findLast(({ kind }) => kind === "recovered");
      if (last) expect(read).toContainEqual(last);
      if (index < 2) expect(firstLie(truth, { epoch: "e0", offset: 0 }, read, place)).toBeUndefined();
    }),
    { numRuns: 5_000 },
  );
});

test("However reading and writing interleave, buffer and drop-oldest lose nothing without telling", () => {
  const moves = fc.array(fc.constantFrom("push", "shift"), { maxLength: 80, size: "max" });
  fc.assert(
    fc.property(moves, fc.constantFrom("buffer" as const, "drop-oldest" as const), fc.integer({ min: 1, max: 4 }), (script, policy, limit) => {
      const queue = createItemQueue({ policy, limit });
      const read: TopicItem[] = [];
      let offset = 0;
      for (const move of [...script, ...Array<string>(100).fill("shift")]) {
        if (move === "push") queue.push(item(++offset));
        else {
          const next = queue.shift();
          if (next) read.push(next);
        }
      }
      const truth = new Map([["e", Array.from({ length: offset }, (_, n) => ({ offset: n + 1, id: `evt_${n + 1}`, visible: true }))]]);
      expect(firstLie(truth, at(0), read, at(offset))).toBeUndefined();
    }),
    { numRuns: 5_000 },
  );
});
