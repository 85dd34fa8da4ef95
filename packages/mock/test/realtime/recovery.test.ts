import fc from "fast-check";
import { expect, test } from "vitest";
import { demo, happen, socketOf, type Demo, type PlainSocket } from "./plain-socket.ts";

type Step =
  | { readonly kind: "happen"; readonly count: number }
  | { readonly kind: "away" | "back" | "resetEpoch" | "truncate" | "elsewhere" | "duplicate" | "cut" }
  | { readonly kind: "advance"; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("happen" as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom("away" as const, "back" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("resetEpoch" as const, "truncate" as const, "elsewhere" as const, "duplicate" as const, "cut" as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("advance" as const), seconds: fc.constantFrom(1, 10, 301) }) },
);

/** A subscriber that keeps its position as the protocol says, and notes where it was told of a gap. */
class Follower {
  readonly seen: string[] = [];
  /** How many events there were when it was told that some are missing, in the order of `seen`. */
  readonly gaps: { readonly after: number }[] = [];
  #socket: PlainSocket | undefined;
  #position: { epoch: string; offset: number } | undefined;
  readonly #world: Demo;
  readonly #topic: string;

  constructor(world: Demo) {
    this.#world = world;
    this.#topic = `organization:${world.acme}`;
  }

  get isHere(): boolean {
    return this.#socket !== undefined && this.#socket.ending === undefined;
  }

  async back(): Promise<void> {
    if (this.isHere) return;
    this.#socket = await socketOf(this.#world.mock, null);
    const { epoch, offset, recovered } = await this.#socket.subscribe(this.#topic, this.#position ?? {});
    if (this.#position && !recovered) this.gaps.push({ after: this.seen.length });
    if (recovered) expect({ epoch, offset }).toEqual(this.#position);
    this.#position = { epoch, offset };
  }

  /** Hears everything that was sent to it. */
  async listen(): Promise<void> {
    const socket = this.#socket;
    if (!socket) return;
    // The clock waits for what is on its way.
    await this.#world.mock.clock.advance(1);
    for (const frame of socket.frames.splice(0)) {
      if (frame.kind !== "events" || frame.epoch !== this.#position!.epoch || frame.to <= this.#position!.offset) continue;
      expect(frame.from).toBeLessThanOrEqual(this.#position!.offset);
      for (const { offset, event } of frame.events) if (offset > this.#position!.offset) this.seen.push((event.data as { name: string }).name);
      this.#position = { epoch: frame.epoch, offset: frame.to };
    }
  }

  async away(): Promise<void> {
    await this.listen();
    this.#socket?.socket.close();
    this.#socket = undefined;
  }
}

test("what a subscriber with recovery sees is the topic's history in order, or it is told that something is missing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const world = await demo({ clock: "virtual" });
      const { mock, acme, globex } = world;
      const follower = new Follower(world);
      const happened: string[] = [];
      await follower.back();
      const act = async (name: string): Promise<void> => {
        happened.push(name);
        await happen(world, acme, name);
      };
      for (const one of steps) {
        if (one.kind === "happen") for (let count = 0; count < one.count; count++) await act(`Team ${happened.length}`);
        else if (one.kind === "away") await follower.away();
        else if (one.kind === "back") await follower.back();
        else if (one.kind === "elsewhere") await happen(world, globex, "Other");
        else if (one.kind === "duplicate") mock.realtime.duplicate();
        else if (one.kind === "truncate") mock.realtime.truncateHistory();
        else if (one.kind === "cut") {
          await follower.listen();
          mock.realtime.cut();
          await follower.away();
        } else if (one.kind === "resetEpoch") {
          // As a server that is started anew: nobody is connected while it happens.
          await follower.away();
          mock.realtime.resetEpoch();
        } else if ("seconds" in one) {
          await follower.away();
          await mock.clock.advance(one.seconds * 1000);
        }
      }
      await follower.listen();
      await follower.back();
      await act("The last");
      await follower.listen();
      // In order and once each; and what is missing lies where a gap was told.
      let last = -1;
      for (const [index, name] of follower.seen.entries()) {
        const at = happened.indexOf(name);
        expect(at).toBeGreaterThan(last);
        if (at > last + 1) expect(follower.gaps.map(({ after }) => after)).toContain(index);
        last = at;
      }
      expect(follower.seen.at(-1)).toBe("The last");
    }),
    { numRuns: 60 },
  );
}, 120_000);

test.for([
  ["the position where it left", 0, true],
  ["a position that was never given", 5, false],
] as const)("asked with %s", async ([, ahead, recovered]) => {
  const world = await demo();
  const { mock, acme } = world;
  const topic = `organization:${acme}`;
  const first = await socketOf(mock, null);
  const { epoch } = await first.subscribe(topic);
  await happen(world, acme, "Red");
  await first.next("events");
  expect(await first.subscribe(topic, { epoch, offset: 1 + ahead })).toMatchObject({ epoch, offset: 1, recovered });
  expect(await first.subscribe(topic, { epoch: "another", offset: 1 })).toMatchObject({ epoch, offset: 1, recovered: false });
});

test("history holds a thousand events, and none for longer than five minutes", async () => {
  const world = await demo({ clock: "virtual" });
  const { mock, acme } = world;
  const topic = `organization:${acme}`;
  const socket = await socketOf(mock, null);
  const { epoch } = await socket.subscribe(topic);
  for (let count = 1; count <= 1001; count++) {
    await happen(world, acme, `Team ${count}`);
    if (count % 100 === 0) {
      await socket.next("events", ({ to }) => to >= count);
      socket.send({ kind: "pong", positions: [{ topic, epoch, offset: count }] });
    }
  }
  await socket.next("events", ({ to }) => to === 1001);
  expect(await socket.subscribe(topic, { epoch, offset: 0 })).toMatchObject({ offset: 1001, recovered: false });
  expect(await socket.subscribe(topic, { epoch, offset: 1 })).toMatchObject({ offset: 1, recovered: true });
  await socket.next("events", ({ to }) => to === 1001);
  socket.socket.close();
  await mock.clock.advance("4m");
  const later = await socketOf(mock, null);
  expect(await later.subscribe(topic, { epoch, offset: 1000 })).toMatchObject({ recovered: true });
  await later.next("events");
  mock.realtime.cut();
  await mock.clock.advance("61s");
  const late = await socketOf(mock, null);
  expect(await late.subscribe(topic, { epoch, offset: 1000 })).toMatchObject({ offset: 1001, recovered: false });
});
