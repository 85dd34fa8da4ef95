import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import type { Commit, EmittedEvent } from "../../src/kernel/commit.ts";
import { ok, refuse } from "../../src/kernel/transaction.ts";
import type { Transaction } from "../../src/kernel/transaction.ts";
import { batch, batches, perform, run, stateOf } from "./guild-commands.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";
import { ManualSystem } from "./manual-system.ts";
import { createSlowLedger } from "./slow-ledger.ts";

const addTeam = (tx: Transaction<Guild>): string => tx.teams.insert({ id: tx.id("team"), name: "x", createdAt: tx.now }).id;

test("a transaction that says ok commits what it did, with its cause and its time", async () => {
  const world = createGuild();
  const done = await world.transact({ operationId: "createTeam", requestId: "req_1", actor: { id: "usr_1" } }, (tx) => {
    tx.emit({ type: "team.created" });
    return ok(addTeam(tx));
  });
  expect(done).toEqual({
    seq: 1,
    at: world.clock.now(),
    cause: { operationId: "createTeam", requestId: "req_1", actor: { id: "usr_1" } },
    outcome: "ok",
    changes: [{ table: "teams", id: done.value, before: null, after: world.read.teams.all().first() }],
    events: [{ type: "team.created" }],
    counters: { ids: 1, random: 0, clock: world.clock.save() },
    appended: true,
    ok: true,
    value: world.read.teams.all().first()?.id,
  });
});

test("a refusal commits too, and says why", async () => {
  const world = createGuild();
  const done = await world.transact(cause, (tx) => {
    addTeam(tx);
    return refuse("limit_exceeded", { limit: 1 });
  });
  expect(done).toMatchObject({ outcome: { refused: "limit_exceeded" }, ok: false, refusal: { code: "limit_exceeded", facts: { limit: 1 } }, appended: true });
  expect([world.read.teams.size, world.seq]).toEqual([1, 1]);
});

test("what is thrown rolls everything back, as if the transaction had never begun", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batch, batch, async (before, failing, after) => {
      const world = createGuild();
      const listener = vi.fn();
      await run(world, before);
      const twin = world.fork();
      const state = stateOf(world);
      world.onCommit(listener);
      const failed = world.transact(cause, (tx) => {
        for (const one of failing) perform(tx, one);
        tx.id("x");
        tx.random.bytes(3);
        throw new Error("bug");
      });
      await expect(failed).rejects.toThrow("bug");
      expect(stateOf(world)).toEqual(state);
      expect(listener).not.toHaveBeenCalled();
      await run(world, [after]);
      await run(twin, [after]);
      expect([stateOf(world), world.seq]).toEqual([stateOf(twin), twin.seq]);
    }),
    { numRuns: 60 },
  );
});

test("the same seed and the same transactions make the same world, and another seed another one", async () => {
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      const worlds = [createGuild(), createGuild(), createGuild({ seed: "other" })];
      for (const world of worlds) await run(world, all);
      expect(stateOf(worlds[0] as never)).toEqual(stateOf(worlds[1] as never));
      if (worlds[0]?.read.teams.size) expect(stateOf(worlds[0])).not.toEqual(stateOf(worlds[2] as never));
    }),
    { numRuns: 30 },
  );
});

test("ids grow from transaction to transaction, also when one commits nothing", async () => {
  const world = createGuild();
  const ids: string[] = [];
  for (let number = 0; number < 5; number++) {
    await world.transact(cause, (tx) => {
      ids.push(tx.id("a"), tx.id("a"));
      return number % 2 === 0 ? ok(addTeam(tx)) : refuse("no");
    });
  }
  expect(ids).toEqual([...new Set(ids)].toSorted());
});

test("random bytes go on from transaction to transaction", async () => {
  const world = createGuild();
  const fork = world.fork();
  const draw = (length: number): Promise<number[]> => world.transact(cause, (tx) => ok([...tx.random.bytes(length)])).then(({ value }) => value);
  const pieces = [await draw(5), await draw(40), await draw(3)];
  const whole = await fork.transact(cause, (tx) => ok([...tx.random.bytes(48)]));
  expect(pieces.flat()).toEqual(whole.value);
});

test("derived bytes do not depend on the state", async () => {
  const world = createGuild();
  const derived = await world.transact(cause, (tx) => {
    addTeam(tx);
    return ok(tx.derive("key", "k1"));
  });
  expect(derived.value).toEqual(world.derive("key", "k1"));
});

test("the time of a transaction stands still while the system's goes on", async () => {
  const system = new ManualSystem();
  const world = createGuild({ clock: createClock({ system }) });
  const done = await world.transact(cause, (tx) => {
    const first = tx.now;
    system.pass(1_000);
    addTeam(tx);
    return ok([first, tx.now]);
  });
  expect([done.value, done.at]).toEqual([[system.time - 1_000, system.time - 1_000], system.time - 1_000]);
});

test("a commit has one change per row, in the order of first touch, and none for a row that came and went", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "old", name: "old", createdAt: 0 })));
  const { changes } = await world.transact(cause, (tx) => {
    tx.teams.insert({ id: "brief", name: "brief", createdAt: 0 });
    tx.teams.update("old", { name: "newer" });
    tx.teams.insert({ id: "new", name: "new", createdAt: 0 });
    tx.teams.update("new", { name: "newest" });
    tx.teams.update("old", { name: "newest" });
    tx.teams.delete("brief");
    return ok();
  });
  expect(changes).toEqual([
    { table: "teams", id: "old", before: { id: "old", name: "old", createdAt: 0 }, after: { id: "old", name: "newest", createdAt: 0 } },
    { table: "teams", id: "new", before: null, after: { id: "new", name: "newest", createdAt: 0 } },
  ]);
});

test("a transaction that changed and emitted nothing makes no commit", async () => {
  const world = createGuild();
  const listener = vi.fn();
  await world.transact(cause, (tx) => ok(addTeam(tx)));
  world.onCommit(listener);
  const done = await world.transact(cause, (tx) => ok(tx.teams.size));
  expect(done).toMatchObject({ appended: false, seq: 1, changes: [], events: [], ok: true, value: 1 });
  expect([world.seq, listener.mock.calls.length, await world.commitsSince(1)]).toEqual([1, 0, []]);
});

test("ephemeral rows are kept without a commit, and without a change in one", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.hits.insert({ id: "h", count: 1 })));
  expect([world.seq, world.read.hits.get("h")]).toEqual([0, { id: "h", count: 1 }]);
  const { changes } = await world.transact(cause, (tx) => {
    tx.hits.update("h", { count: 2 });
    return ok(addTeam(tx));
  });
  expect([changes.map(({ table }) => table), world.read.hits.get("h")]).toEqual([["teams"], { id: "h", count: 2 }]);
});

test("an event is frozen as it was when it was emitted", async () => {
  const world = createGuild();
  const event = { type: "x", data: { list: [1] } };
  const { events } = await world.transact(cause, (tx) => {
    tx.emit(event);
    expect(() => event.data.list.push(2)).toThrow(TypeError);
    return ok();
  });
  expect(events as readonly (EmittedEvent & { data: unknown })[]).toEqual([{ type: "x", data: { list: [1] } }]);
});

test("a commit is frozen through and through, so no listener can change what another one sees", async () => {
  const world = createGuild();
  let commit: Commit | undefined;
  world.onCommit((told) => void (commit = told));
  await world.transact({ ...cause, actor: { id: "usr_1" } }, (tx) => {
    tx.emit({ type: "x" });
    addTeam(tx);
    return refuse("no");
  });
  const parts = [
    commit,
    commit?.cause,
    commit?.cause.actor,
    commit?.outcome,
    commit?.changes,
    commit?.changes[0],
    commit?.changes[0]?.after,
    commit?.events,
    commit?.events[0],
    commit?.counters,
  ];
  expect(parts.map((part) => typeof part === "object" && Object.isFrozen(part))).toEqual(parts.map(() => true));
});

test("a transaction inside another is a bug, and the outer one is rolled back", async () => {
  const world = createGuild();
  const outer = world.transact(cause, (tx) => {
    addTeam(tx);
    void world.transact(cause, () => ok());
    return ok();
  });
  await expect(outer).rejects.toMatchObject({ code: "transaction_nested", message: expect.stringContaining("commit listener") });
  expect(world.read.teams.size).toBe(0);
});

test("an asynchronous function is a bug, and what it wrote is rolled back", async () => {
  const world = createGuild();
  const failed = world.transact(cause, (async (tx: Transaction<Guild>) => {
    addTeam(tx);
    await Promise.reject(new Error("must not surface elsewhere"));
    return ok();
  }) as never);
  await expect(failed).rejects.toMatchObject({ code: "transaction_async", message: expect.stringContaining("before the transaction") });
  expect(world.read.teams.size).toBe(0);
});

test("a function that returns no outcome is a bug", async () => {
  const world = createGuild();
  await expect(world.transact(cause, ((tx: Transaction<Guild>) => void addTeam(tx)) as never)).rejects.toMatchObject({
    code: "outcome_missing",
    message: expect.stringContaining("refuse"),
  });
  expect(world.read.teams.size).toBe(0);
});

test("a transaction that is over takes no more work", async () => {
  const world = createGuild();
  const kept = await world.transact(cause, (tx) => {
    addTeam(tx);
    return ok({ tx, teams: tx.teams });
  });
  const { tx, teams } = kept.value;
  const over = expect.objectContaining({ code: "transaction_over", message: expect.stringContaining("keep nothing of tx") });
  expect(() => teams.insert({ id: "late", name: "late", createdAt: 0 })).toThrow(over);
  expect(() => tx.id("late")).toThrow(over);
  expect(() => tx.emit({ type: "late" })).toThrow(over);
  expect(() => tx.random).toThrow(over);
  expect(() => tx.after(0, { kind: "late", data: null })).toThrow(over);
  expect(world.read.teams.size).toBe(1);
});

for (const [name, ledger] of [
  ["in memory", undefined],
  ["that answers later", createSlowLedger],
] as const) {
  test(`over a ledger ${name}, transactions run in the order of the calls and are told in the order of their numbers`, async () => {
    const world = createGuild(ledger ? { ledger: ledger() } : {});
    const told: number[] = [];
    world.onCommit((commit) => void told.push(commit.seq));
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        world
          .transact(cause, (tx) => {
            if (number % 5 === 4) throw new Error("skipped");
            return ok(tx.teams.insert({ id: `t${number}`, name: String(tx.teams.size), createdAt: 0 }).name);
          })
          .catch(() => undefined),
      ),
    );
    expect(all.map((done) => done && [done.seq, done.value])).toEqual(
      Array.from({ length: 20 }, (_, number) =>
        number % 5 === 4 ? undefined : [number + 1 - Math.floor(number / 5), String(number - Math.floor(number / 5))],
      ),
    );
    expect(told).toEqual(Array.from({ length: 16 }, (_, number) => number + 1));
  });
}

test("nobody sees what is not yet in the ledger", async () => {
  const world = createGuild({ ledger: createSlowLedger() });
  const done = world.transact(cause, (tx) => ok(addTeam(tx)));
  expect([world.read.teams.size, world.seq]).toEqual([0, 0]);
  await done;
  expect([world.read.teams.size, world.seq]).toEqual([1, 1]);
});

test("when the ledger fails, the transaction has not happened, and the next one may", async () => {
  const ledger = createSlowLedger();
  let broken = true;
  const world = createGuild({ ledger: { ...ledger, append: (seq, commit) => (broken ? Promise.reject(new Error("disk full")) : ledger.append(seq, commit)) } });
  await expect(world.transact(cause, (tx) => ok(addTeam(tx)))).rejects.toThrow("disk full");
  expect([world.read.teams.size, world.seq]).toEqual([0, 0]);
  broken = false;
  await expect(world.transact(cause, (tx) => ok(addTeam(tx)))).resolves.toMatchObject({ seq: 1 });
});

test("a listener may start a transaction, and all listeners still see the commits in order", async () => {
  const world = createGuild();
  const told: string[] = [];
  let following: Promise<unknown> | undefined;
  world.onCommit(({ seq }) => {
    told.push(`first ${seq}`);
    if (seq === 1) following = world.transact(cause, (tx) => ok(addTeam(tx)));
  });
  world.onCommit(({ seq }) => void told.push(`second ${seq}`));
  await world.transact(cause, (tx) => ok(addTeam(tx)));
  await following;
  expect(told).toEqual(["first 1", "second 1", "first 2", "second 2"]);
});

test("a listener that throws is reported; the commit stands and the others are told", async () => {
  const report = vi.fn();
  const world = createGuild({ report });
  const told: Commit[] = [];
  world.onCommit(() => {
    throw new Error("listener");
  });
  const stop = world.onCommit((commit) => void told.push(commit));
  await expect(world.transact(cause, (tx) => ok(addTeam(tx)))).resolves.toMatchObject({ seq: 1 });
  stop();
  await world.transact(cause, (tx) => ok(addTeam(tx)));
  expect([report.mock.calls.length, told.length]).toEqual([2, 1]);
});
