import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import { createMemoryLedger } from "../../src/kernel/memory-ledger.ts";
import type { NewTimer } from "../../src/kernel/transaction.ts";
import { ok, refuse } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";
import { ManualSystem } from "./manual-system.ts";
import { createSlowLedger } from "./slow-ledger.ts";

function setTimer(world: World<Guild>, inMs: number, timer: Partial<NewTimer> = {}): Promise<unknown> {
  return world.transact(cause, (tx) => ok(tx.after(tx.now + inMs, { kind: "note", data: null, ...timer })));
}

/** Notes each timer that fires: what it carries and how long after `start`. */
function noteTimers(world: World<Guild>): string[] {
  const start = world.clock.now();
  const fired: string[] = [];
  world.onTimer("note", {
    decide: (tx, { data }) => {
      fired.push(`${String(data)} at ${tx.now - start}`);
      return ok();
    },
  });
  return fired;
}

for (const kind of ["virtual", "system"] as const) {
  test(`durable timers on a ${kind} clock fire once, in order, at their time, however the clock is moved`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 12 }), fc.array(fc.nat({ max: 20 }), { maxLength: 6 }), async (waits, moves) => {
        const world = createGuild({ clock: createClock({ kind, system: new ManualSystem() }) });
        const fired = noteTimers(world);
        for (const [number, wait] of waits.entries()) await setTimer(world, wait, { data: `${wait} #${number}` });
        for (const [number, move] of moves.entries()) {
          if (number % 2 === 0) await world.clock.advance(move);
          else await world.clock.set(world.clock.now() + move);
        }
        const end = moves.reduce((sum, move) => sum + move, 0);
        const due = waits.map((wait, number) => ({ wait, number })).filter(({ wait }) => wait <= end);
        expect(fired).toEqual(
          due.toSorted((left, right) => left.wait - right.wait || left.number - right.number).map(({ wait, number }) => `${wait} #${number} at ${wait}`),
        );
        expect(world.timers().length).toBe(waits.length - due.length);
      }),
      { numRuns: 40 },
    );
  });
}

test("a timer goes in the transaction that decides about it", async () => {
  const world = createGuild();
  world.onTimer("expire", { decide: (tx, { data }) => ok(tx.teams.delete(String(data))) });
  await world.transact(cause, (tx) => {
    tx.teams.insert({ id: "a", name: "", createdAt: 0 });
    return ok(tx.after(tx.now + 1_000, { id: "expire:a", kind: "expire", data: "a" }));
  });
  await world.clock.advance("1s");
  const [, commit] = await world.commitsSince(0);
  expect(commit).toMatchObject({ at: world.clock.now(), cause: { operationId: "expire", requestId: "expire:a", actor: null } });
  expect(commit?.changes.map(({ table, id, after }) => [table, id, after])).toEqual([
    ["$timers", "expire:a", null],
    ["teams", "a", null],
  ]);
});

test("a timer that is due already fires right after its commit, without a move of the clock", async () => {
  const world = createGuild();
  const fired = noteTimers(world);
  await setTimer(world, -5, { data: "late" });
  await setTimer(world, 0, { data: "now" });
  await world.settled();
  expect(fired).toEqual(["late at 0", "now at 0"]);
});

test("a world is settled when what its timers started has ended", async () => {
  const world = createGuild();
  const ended: string[] = [];
  world.onTimer("deliver", {
    decide: () => ok(),
    async perform({ timer }) {
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(String(timer.data));
      if (timer.data === "a") await setTimer(world, 0, { kind: "deliver", data: "b" });
    },
  });
  await setTimer(world, 0, { kind: "deliver", data: "a" });
  await world.settled();
  expect(ended).toEqual(["a", "b"]);
});

test("the clock waits for what a timer starts", async () => {
  const world = createGuild();
  const steps: string[] = [];
  world.onTimer("deliver", {
    decide: (tx, { data }) => ok(`decided ${String(data)} ${tx.teams.size}`),
    async perform({ timer, value, commit, world: here }) {
      steps.push(`begin ${String(timer.data)}`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${value} #${commit.seq} ${here === world}`);
    },
  });
  await setTimer(world, 10, { kind: "deliver", data: "a" });
  await setTimer(world, 10, { kind: "deliver", data: "b" });
  await world.clock.advance(10);
  expect(steps).toEqual(["begin a", "begin b", "decided a 0 #3 true", "decided b 0 #4 true"]);
});

test("retries that a timer sets run through in one move", async () => {
  const world = createGuild();
  const start = world.clock.now();
  const attempts: number[] = [];
  world.onTimer("attempt", {
    decide: () => ok(),
    async perform() {
      attempts.push(world.clock.now() - start);
      const delay = [1_000, 5_000, 30_000, 300_000, 1_800_000][attempts.length - 1];
      if (delay !== undefined) await setTimer(world, delay, { kind: "attempt" });
    },
  });
  await setTimer(world, 0, { kind: "attempt" });
  await world.clock.advance("36m");
  expect(attempts).toEqual([0, 1_000, 6_000, 36_000, 336_000, 2_136_000]);
});

test("a receiver that hangs times out on the world's clock and delays no other", async () => {
  const world = createGuild({ clock: createClock({ kind: "virtual", patienceMs: 20 }) });
  const start = world.clock.now();
  const ended: string[] = [];
  world.onTimer("deliver", {
    decide: () => ok(),
    async perform({ timer }) {
      if (timer.data === "hangs") await new Promise<void>((resolve) => void world.clock.setTimeout(resolve, 30_000));
      ended.push(`${String(timer.data)} at ${world.clock.now() - start}`);
    },
  });
  await setTimer(world, 1_000, { kind: "deliver", data: "hangs" });
  await setTimer(world, 1_000, { kind: "deliver", data: "answers" });
  await setTimer(world, 2_000, { kind: "deliver", data: "later" });
  await world.clock.advance("1m");
  expect(ended).toEqual(["answers at 1000", "later at 2000", "hangs at 31000"]);
});

test("a refused decision commits, takes the timer with it and performs nothing", async () => {
  const world = createGuild();
  const perform = vi.fn();
  world.onTimer("note", { decide: () => refuse("not_needed"), perform });
  await setTimer(world, 10);
  await world.clock.advance(10);
  expect([world.timers(), perform.mock.calls.length, world.seq]).toEqual([[], 0, 2]);
});

test("a timer can be cancelled, and one under the same name is replaced", async () => {
  const world = createGuild();
  const fired = noteTimers(world);
  await setTimer(world, 10, { id: "a", data: "first" });
  await setTimer(world, 20, { id: "a", data: "second" });
  await setTimer(world, 15, { id: "b", data: "cancelled" });
  const cancelled = await world.transact(cause, (tx) => ok([tx.cancel("b"), tx.cancel("b")]));
  await world.clock.advance(30);
  expect([fired, cancelled.value]).toEqual([["second at 20"], [true, false]]);
});

test("a timer that is set anew while its time comes fires at its new time only", async () => {
  const world = createGuild({ ledger: createSlowLedger() });
  const fired = noteTimers(world);
  await setTimer(world, 10, { id: "a", data: "first" });
  const replacing = world.transact(cause, (tx) => ok(tx.after(tx.now + 20, { id: "a", kind: "note", data: "second" })));
  await world.clock.advance(10);
  await replacing;
  expect([fired, world.timers().map(({ data }) => data)]).toEqual([[], ["second"]]);
  await world.clock.advance(10);
  expect(fired).toEqual(["second at 20"]);
});

test("a transaction that fails sets no timer", async () => {
  const world = createGuild();
  await expect(
    world.transact(cause, (tx) => {
      tx.after(tx.now + 10, { kind: "note", data: null });
      throw new Error("bug");
    }),
  ).rejects.toThrow("bug");
  expect(world.timers()).toEqual([]);
});

test("a timer due at no time is a bug", async () => {
  await expect(setTimer(createGuild(), Number.NaN)).rejects.toMatchObject({ code: "timer_invalid", message: expect.stringContaining("tx.now + 60_000") });
});

test("a timer of a kind that nobody performs waits for its runner and holds up no other", async () => {
  const world = createGuild();
  const fired = noteTimers(world);
  await setTimer(world, 10, { kind: "other", data: "early" });
  await setTimer(world, 20, { data: "mine" });
  await world.clock.advance("1m");
  expect([fired, world.timers().map(({ data }) => data)]).toEqual([["mine at 20"], ["early"]]);
  const decide = vi.fn(() => ok());
  world.onTimer("other", { decide });
  await world.settled();
  expect(decide).toHaveBeenCalledOnce();
});

test("a kind has one runner until its registration ends", () => {
  const world = createGuild();
  const end = world.onTimer("note", { decide: () => ok() });
  expect(() => world.onTimer("note", { decide: () => ok() })).toThrow(expect.objectContaining({ code: "timer_kind_taken" }));
  end();
  expect(() => world.onTimer("note", { decide: () => ok() })).not.toThrow();
});

test("a timer whose decision fails is reported, removed and not tried again", async () => {
  const report = vi.fn();
  const world = createGuild({ report });
  const fired = noteTimers(world);
  world.onTimer("broken", {
    decide: (tx) => {
      tx.teams.insert({ id: "trace", name: "", createdAt: 0 });
      throw new Error("bug");
    },
  });
  await setTimer(world, 10, { kind: "broken" });
  await setTimer(world, 20, { data: "next" });
  await world.clock.advance("1m");
  expect([report.mock.calls.map(([error]) => (error as Error).message), world.timers(), world.read.teams.size, fired]).toEqual([
    ["bug"],
    [],
    0,
    ["next at 20"],
  ]);
});

test("what fails in performing is reported", async () => {
  const report = vi.fn();
  const world = createGuild({ report });
  world.onTimer("note", { decide: () => ok(), perform: () => Promise.reject(new Error("unreachable")) });
  await setTimer(world, 10);
  await world.clock.advance(10);
  expect(report.mock.calls.map(([error]) => (error as Error).message)).toEqual(["unreachable"]);
});

test("when not even the removal of a timer can be written, it is reported once and tried again with the next change", async () => {
  const memory = createMemoryLedger();
  let broken = false;
  const report = vi.fn();
  const world = createGuild({
    report,
    ledger: { ...bound(memory), append: (seq, commit) => (broken ? Promise.reject(new Error("disk full")) : memory.append(seq, commit)) },
  });
  const fired = noteTimers(world);
  await setTimer(world, 10, { data: "a" });
  broken = true;
  await world.clock.advance(20);
  expect(report).toHaveBeenCalledTimes(2);
  broken = false;
  await setTimer(world, 10, { data: "b" });
  await world.settled();
  await world.clock.advance(10);
  expect(fired.filter((note) => !note.startsWith("a at 10"))).toEqual(["a at 20", "b at 30"]);
});

test("timers survive a snapshot, a fork and a reset, and each world performs its own", async () => {
  const world = createGuild();
  const fired: string[] = [];
  world.onTimer("note", {
    decide: () => ok(),
    perform: ({ world: here, timer }) => void fired.push(`${String(timer.data)} ${here === world ? "origin" : "fork"}`),
  });
  await setTimer(world, 10, { data: "a" });
  world.markSeeded();
  const fork = world.fork();
  await world.clock.advance(10);
  await world.reset();
  await world.clock.advance(10);
  await fork.clock.advance(10);
  expect(fired).toEqual(["a origin", "a origin", "a fork"]);
});

test("timers of an exported snapshot fire in the world that imports it", async () => {
  const world = createGuild();
  await setTimer(world, 10, { data: "a" });
  const other = createGuild();
  const fired = noteTimers(other);
  await other.restore(other.importSnapshot(JSON.parse(JSON.stringify(world.snapshot())) as never));
  await other.clock.advance(10);
  expect(fired).toEqual(["a at 10"]);
});

test("of two worlds on one ledger, one performs a timer", async () => {
  const ledger = createMemoryLedger();
  const clock = createClock({ kind: "virtual" });
  const worlds = [createGuild({ ledger, clock }), createGuild({ ledger, clock })] as const;
  const fired = [noteTimers(worlds[0]), noteTimers(worlds[1])] as const;
  const perform = vi.fn();
  for (const world of worlds) world.onTimer("deliver", { decide: () => ok(), perform });
  await setTimer(worlds[0], 10, { kind: "deliver" });
  await worlds[1].catchUp();
  await clock.advance(10);
  expect([perform.mock.calls.length, fired[0].length + fired[1].length, (await ledger.since(0)).length]).toEqual([1, 0, 2]);
});

test("on a system clock a timer fires when the system's time comes, in the background", async () => {
  const system = new ManualSystem();
  const world = createGuild({ clock: createClock({ system }) });
  const fired = noteTimers(world);
  await setTimer(world, 1_000, { data: "a" });
  expect(system.armed.map(({ background }) => background)).toEqual([true]);
  system.pass(1_000);
  await world.settled();
  expect(fired).toEqual(["a at 1000"]);
});

test("a closed world performs nothing more and stays readable", async () => {
  const system = new ManualSystem();
  const world = createGuild({ clock: createClock({ system }) });
  const fired = noteTimers(world);
  await setTimer(world, 1_000);
  world.close();
  expect(system.armed).toEqual([]);
  await setTimer(world, 0);
  await world.clock.advance("1h");
  expect([fired, world.timers().length]).toEqual([[], 2]);
});

/** The methods of a ledger, to be spread. */
function bound(ledger: ReturnType<typeof createMemoryLedger>): ReturnType<typeof createMemoryLedger> {
  return {
    append: (seq, commit) => ledger.append(seq, commit),
    since: (seq) => ledger.since(seq),
    checkpointDue: () => ledger.checkpointDue(),
    writeCheckpoint: (snapshot, forget) => ledger.writeCheckpoint(snapshot, forget),
    readCheckpoint: () => ledger.readCheckpoint(),
    rewrite: (rewrite) => ledger.rewrite(rewrite),
  };
}
