import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createClock, lastInstant, virtualStart } from "../../src/kernel/clock.ts";
import { ManualSystem } from "./manual-system.ts";

test("a virtual clock starts in 2030 and stands still", () => {
  const clock = createClock({ kind: "virtual" });
  expect(new Date(clock.now()).toISOString()).toBe("2030-01-01T00:00:00.000Z");
  expect(clock.now()).toBe(clock.now());
});

test("advance moves the clock at once when nothing waits", async () => {
  const clock = createClock({ kind: "virtual" });
  const moved = clock.advance("15m");
  expect(clock.now() - virtualStart).toBe(900_000);
  await moved;
});

test("set moves to an instant, however it is given", async () => {
  const clock = createClock({ kind: "virtual" });
  await clock.set("2030-01-01T01:00:00Z");
  await clock.set(new Date("2030-01-01T02:00:00Z"));
  await clock.set(virtualStart + 3 * 3_600_000);
  expect(clock.now() - virtualStart).toBe(3 * 3_600_000);
});

test("a clock cannot be set back, and the error says what to do instead", async () => {
  const clock = createClock({ kind: "virtual" });
  await expect(clock.set("2029-12-31T23:59:59Z")).rejects.toMatchObject({ code: "clock_backwards", message: expect.stringContaining("Restore a snapshot") });
  expect(clock.now()).toBe(virtualStart);
});

test("a duration that is none is refused", async () => {
  await expect(createClock({ kind: "virtual" }).advance("soon")).rejects.toMatchObject({ code: "duration_invalid" });
});

for (const kind of ["virtual", "system"] as const) {
  test(`calls of a ${kind} clock ring once, in order of due time and then of registration, each at its own time`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 30 }), { maxLength: 12 }), fc.array(fc.nat({ max: 12 }), { maxLength: 6 }), async (waits, moves) => {
        const clock = createClock({ kind, system: new ManualSystem() });
        const start = clock.now();
        const rung: string[] = [];
        waits.forEach((wait, number) => {
          clock.setTimeout(() => void rung.push(`${wait} #${number} at ${clock.now() - start}`), wait);
        });
        for (const move of moves) await clock.advance(move);
        const end = moves.reduce((sum, move) => sum + move, 0);
        const due = waits.map((wait, number) => ({ wait, number })).filter(({ wait }) => moves.length > 0 && wait <= end);
        expect(rung).toEqual(
          due.toSorted((left, right) => left.wait - right.wait || left.number - right.number).map(({ wait, number }) => `${wait} #${number} at ${wait}`),
        );
        expect(clock.now() - start).toBe(end);
      }),
      { numRuns: 60 },
    );
  });
}

test("what a call returns is awaited before the next one rings", async () => {
  const clock = createClock({ kind: "virtual" });
  const steps: string[] = [];
  clock.setTimeout(async () => {
    steps.push("first begins");
    await new Promise((resolve) => setImmediate(resolve));
    steps.push("first ends");
  }, 10);
  clock.setTimeout(() => void steps.push("second"), 20);
  await clock.advance(20);
  expect(steps).toEqual(["first begins", "first ends", "second"]);
});

test("a call that another one registers rings in the same move when it falls due", async () => {
  const clock = createClock({ kind: "virtual" });
  const rung: number[] = [];
  const again = (): void => {
    rung.push(clock.now() - virtualStart);
    clock.setTimeout(again, 10);
  };
  clock.setTimeout(again, 10);
  await clock.advance(35);
  expect(rung).toEqual([10, 20, 30]);
});

test("work that a call starts without returning it gets to register its next wait", async () => {
  const clock = createClock({ kind: "virtual" });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => void clock.setTimeout(resolve, ms));
  const rung: number[] = [];
  void (async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      await wait(100);
      for (let step = 0; step < 50; step++) await Promise.resolve();
      rung.push(clock.now() - virtualStart);
    }
  })();
  await clock.advance("1s");
  expect(rung).toEqual([100, 200, 300]);
});

test("a call that was cancelled does not ring", async () => {
  const clock = createClock({ kind: "virtual" });
  const ring = vi.fn();
  const cancel = clock.setTimeout(ring, 10);
  clock.setTimeout(cancel, 5);
  await clock.advance(20);
  cancel();
  expect(ring).not.toHaveBeenCalled();
});

test("a failing call stops neither the others nor the clock, and the move reports it", async () => {
  const clock = createClock({ kind: "virtual" });
  const ring = vi.fn();
  clock.setTimeout(() => {
    throw new Error("first");
  }, 10);
  clock.setTimeout(ring, 20);
  await expect(clock.advance(30)).rejects.toThrow("first");
  expect([ring.mock.calls.length, clock.now() - virtualStart]).toEqual([1, 30]);
});

test("several failing calls are reported together", async () => {
  const clock = createClock({ kind: "virtual" });
  clock.setTimeout(() => Promise.reject(new Error("first")), 10);
  clock.setTimeout(() => Promise.reject(new Error("second")), 20);
  const error: unknown = await clock.advance(30).catch((caught: unknown) => caught);
  expect((error as AggregateError).errors.map(({ message }: Error) => message)).toEqual(["first", "second"]);
});

test("a move waits for work that is held", async () => {
  const clock = createClock({ kind: "virtual" });
  const done: string[] = [];
  clock.hold(new Promise<void>((resolve) => setImmediate(resolve)).then(() => void done.push("work")));
  clock.setTimeout(() => void done.push("call"), 10);
  await clock.advance(10);
  expect(done).toEqual(["work", "call"]);
});

test("work that hangs is overtaken when patience ends, so a timeout on the clock can end it", async () => {
  const clock = createClock({ kind: "virtual", patienceMs: 5 });
  const ended: string[] = [];
  clock.setTimeout(async () => {
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 30_000));
    ended.push(`timed out after ${clock.now() - virtualStart - 10}`);
  }, 10);
  await clock.advance("1m");
  expect(ended).toEqual(["timed out after 30000"]);
});

test("overtaken work that its timeout ends may finish before the clock moves on", async () => {
  const clock = createClock({ kind: "virtual", patienceMs: 500 });
  const hung = new Promise<void>((resolve) => void clock.setTimeout(resolve, 20)).then(async () => {
    for (let step = 0; step < 5; step++) await new Promise((resolve) => setImmediate(resolve));
    return clock.now() - virtualStart;
  });
  clock.setTimeout(() => hung.then(() => {}), 10);
  await clock.advance("1m");
  expect(await hung).toBe(20);
});

test("moves that overlap add up", async () => {
  const clock = createClock({ kind: "virtual" });
  clock.setTimeout(() => {}, 10);
  await Promise.all([clock.advance("1m"), clock.advance("1m")]);
  expect(clock.now() - virtualStart).toBe(120_000);
});

test("a fork stands where its clock stood, moves alone and does not inherit what waits", async () => {
  const clock = createClock({ kind: "virtual" });
  const ring = vi.fn();
  clock.setTimeout(ring, 10);
  await clock.advance(5);
  const fork = clock.fork();
  await fork.advance(100);
  expect([clock.now() - virtualStart, fork.now() - virtualStart, ring.mock.calls.length]).toEqual([5, 105, 0]);
});

test("a saved position can be loaded again, backwards too", async () => {
  const clock = createClock({ kind: "virtual" });
  const position = clock.save();
  await clock.advance("30d");
  clock.load(position);
  expect(clock.now()).toBe(virtualStart);
});

test("a system clock rings when the system's time comes, and its moves shorten the wait", async () => {
  const system = new ManualSystem();
  const clock = createClock({ system });
  const ring = vi.fn();
  clock.setTimeout(ring, 1_000);
  system.pass(400);
  await clock.advance(300);
  expect(clock.now()).toBe(system.time + 300);
  system.pass(299);
  expect(ring).not.toHaveBeenCalled();
  system.pass(1);
  expect(ring).toHaveBeenCalledOnce();
});

test("waits longer than a platform timer can hold are kept in stages", () => {
  const system = new ManualSystem();
  const clock = createClock({ system });
  const ring = vi.fn();
  const days = 86_400_000;
  clock.setTimeout(ring, 60 * days);
  expect(system.armed.map(({ ms }) => ms)).toEqual([2_147_483_647]);
  system.pass(60 * days - 1);
  expect(ring).not.toHaveBeenCalled();
  system.pass(1);
  expect(ring).toHaveBeenCalledOnce();
});

test("only a wait in the background lets the process end", () => {
  const system = new ManualSystem();
  const clock = createClock({ system });
  clock.setTimeout(() => {}, 1);
  clock.setTimeout(() => {}, 2, { background: true });
  expect(system.armed.map(({ background }) => background)).toEqual([false, true]);
});

test("fake timers count from the moment they are installed", async () => {
  const clock = createClock();
  vi.useFakeTimers({ now: Date.UTC(2040, 0, 1) });
  try {
    const ring = vi.fn();
    clock.setTimeout(ring, 60_000);
    expect(clock.now()).toBe(Date.UTC(2040, 0, 1));
    vi.advanceTimersByTime(59_999);
    expect(ring).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(ring).toHaveBeenCalledOnce();
    await clock.advance("1h");
    expect(clock.now()).toBe(Date.UTC(2040, 0, 1) + 60_000 + 3_600_000);
  } finally {
    vi.useRealTimers();
  }
});

// A clock that had gone beyond what can be written as a date broke every answer, and its world could not be reset.
test.each<[string, (clock: ReturnType<typeof createClock>) => Promise<void>]>([
  ["by a long duration", (clock) => clock.advance("999999999999d")],
  ["by a large number", (clock) => clock.advance(1e300)],
  ["in two steps", async (clock) => (await clock.set(lastInstant), clock.advance(1))],
  ["to the last instant of JavaScript", (clock) => clock.set("+275760-09-13T00:00:00.000Z")],
  ["to the first year of five digits", (clock) => clock.set("+010000-01-01T00:00:00.000Z")],
])("a clock is not moved %s, beyond the instants that can be written", async (_, move) => {
  for (const kind of ["virtual", "system"] as const) {
    const clock = createClock({ kind, system: new ManualSystem() });
    await expect(move(clock)).rejects.toMatchObject({ code: "clock_too_far", message: expect.stringContaining("beyond 9000-01-01T00:00:00.000Z") });
    expect(clock.now()).toBeLessThanOrEqual(lastInstant);
    expect(() => new Date(clock.now()).toISOString()).not.toThrow();
  }
});
