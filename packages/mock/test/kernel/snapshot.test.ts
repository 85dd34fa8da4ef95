import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createClock } from "../../src/kernel/clock.ts";
import type { Commit } from "../../src/kernel/commit.ts";
import { createWorld } from "../../src/kernel/create-world.ts";
import type { ExportedSnapshot } from "../../src/kernel/snapshot.ts";
import { ok } from "../../src/kernel/transaction.ts";
import { batches, rowsOf, run, stateOf } from "./guild-commands.ts";
import { cause, createGuild, guild } from "./guild.ts";
import { createSlowLedger } from "./slow-ledger.ts";

test("a restored snapshot is the state it was taken of, and what happens next happens the same way", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, async (before, after) => {
      const world = createGuild();
      await run(world, before);
      const snapshot = world.snapshot();
      const then = stateOf(world);
      await run(world, after);
      await world.clock.advance("1h");
      const later = rowsOf(world.read);
      await world.restore(snapshot);
      expect(stateOf(world)).toEqual(then);
      await run(world, after);
      expect(rowsOf(world.read)).toEqual(later);
    }),
    { numRuns: 60 },
  );
});

test("forks and their origin never see each other's writes", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, batches, async (before, ours, theirs) => {
      const world = createGuild();
      await run(world, before);
      const [left, right] = [world.fork(), world.fork()];
      const then = stateOf(world);
      await run(left, ours);
      await left.clock.advance("1d");
      expect([stateOf(world), stateOf(right)]).toEqual([then, then]);
      await run(world, theirs);
      await run(right, ours);
      await right.clock.advance("1d");
      expect(stateOf(left)).toEqual(stateOf(right));
    }),
    { numRuns: 60 },
  );
});

test("what was exported, written as text and imported is the same state, in another world too", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, async (before, after) => {
      const world = createGuild();
      await run(world, before);
      const text = JSON.stringify(world.snapshot());
      const other = createGuild();
      await other.restore(other.importSnapshot(JSON.parse(text) as ExportedSnapshot));
      expect(stateOf(other)).toEqual(stateOf(world));
      await run(world, after);
      await run(other, after);
      expect(stateOf(other)).toEqual(stateOf(world));
    }),
    { numRuns: 60 },
  );
});

test("reset returns to the state that was marked as seeded, any number of times", async () => {
  const world = createGuild();
  await run(world, [[{ kind: "addTeam", first: 0, second: 0, text: "seed" }]]);
  world.markSeeded();
  const seeded = stateOf(world);
  for (let round = 0; round < 3; round++) {
    await run(world, [[{ kind: "addTeam", first: 0, second: 0, text: "x" }]]);
    await world.clock.advance("1h");
    await world.reset();
    expect(stateOf(world)).toEqual(seeded);
  }
});

test("without a mark, reset returns to the empty state", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  await world.reset();
  expect(world.read.teams.size).toBe(0);
});

test("listeners survive a restore and are told of it", async () => {
  const world = createGuild();
  const told: Commit[] = [];
  world.onCommit((commit) => void told.push(commit));
  const insert = (id: string): Promise<unknown> => world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: "", createdAt: 0 })));
  await insert("a");
  await world.reset();
  await insert("a");
  expect(told.map(({ seq, cause: { operationId }, restored }) => [seq, operationId, restored !== undefined])).toEqual([
    [1, "test", false],
    [2, "reset", true],
    [3, "test", false],
  ]);
});

test("reset puts a world back at once when its ledger answers at once", () => {
  const world = createGuild();
  void world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  expect(world.read.teams.size).toBe(1);
  void world.reset();
  expect(world.read.teams.size).toBe(0);
});

test("the state before a restore stays reachable", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  await world.reset();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "b", name: "", createdAt: 0 })));
  const ids = async (seq: number): Promise<string[]> =>
    (await world.at(seq).read()).teams
      .all()
      .toArray()
      .map(({ id }) => id);
  expect([await ids(0), await ids(1), await ids(2), await ids(3)]).toEqual([[], ["a"], [], ["b"]]);
});

test("a ledger that writes itself out reaches back to a restore, not beyond", async () => {
  const world = createGuild({ ledger: createSlowLedger() });
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  await world.reset();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "b", name: "", createdAt: 0 })));
  expect((await world.at(2).read()).teams.size).toBe(0);
  await expect(world.at(1).read()).rejects.toMatchObject({ code: "ledger_truncated", message: expect.stringContaining("Commit 2 is a restore") });
});

test("a snapshot of another description is refused, exported or not, and the error names both", async () => {
  const [world, other] = [createGuild(), createGuild({ descriptionHash: "d2" })];
  const refused = { code: "snapshot_of_other_description", message: expect.stringMatching(/description d2, this world to d1/) };
  await expect(world.restore(other.snapshot())).rejects.toMatchObject(refused);
  expect(() => world.importSnapshot(other.exportSnapshot(other.snapshot()))).toThrow(expect.objectContaining(refused));
});

// It was taken, and every key and token in it was one that nobody could show.
test("a snapshot of a world of another seed is refused, exported or not, and nothing changes", async () => {
  const [world, other] = [createGuild(), createGuild({ seed: "other" })];
  await other.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  const refused = { code: "snapshot_of_other_world", message: expect.stringContaining("Restore it in the world that it was taken of") };
  await expect(world.restore(other.snapshot())).rejects.toMatchObject(refused);
  expect(() => world.importSnapshot(other.exportSnapshot(other.snapshot()))).toThrow(expect.objectContaining(refused));
  expect([world.seq, world.read.teams.size]).toEqual([0, 0]);
  const fork = world.fork();
  await fork.restore(world.snapshot());
  expect(fork.seq).toBe(1);
});

const damages: readonly (readonly [string, RegExp, (exported: ExportedSnapshot) => unknown])[] = [
  ["of another format", /format 2/, (exported) => ({ ...exported, format: 2 })],
  ["with rows of an unknown table", /a table "ghosts"/, (exported) => ({ ...exported, tables: { ghosts: [{ id: "x" }] } })],
  ["with a row that has no id", /a row of teams has no text in "id"/, (exported) => ({ ...exported, tables: { teams: [{ name: "x" }] } })],
];

test.each(damages)("a snapshot %s is refused", (_what, message, damage) => {
  const world = createGuild();
  const exported = damage(world.exportSnapshot(world.snapshot())) as ExportedSnapshot;
  expect(() => world.importSnapshot(exported)).toThrow(expect.objectContaining({ code: "snapshot_invalid", message: expect.stringMatching(message) }));
});

test("a snapshot goes to a world whose schema was declared anew", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "n", createdAt: 0 })));
  const other = createWorld({
    schema: { badges: guild.badges, hits: guild.hits, people: guild.people, teams: guild.teams },
    seed: "guild",
    clock: createClock(),
    descriptionHash: "d1",
  });
  await other.restore(world.snapshot());
  expect([other.read.teams.scan("byName", ["n"]).first()?.id, other.read.people.size]).toEqual(["a", 0]);
});

test("a fork inherits neither listeners nor the calls that wait on its origin's clock", async () => {
  const world = createGuild();
  const [listener, ring] = [vi.fn(), vi.fn()];
  world.onCommit(listener);
  world.clock.setTimeout(ring, 1_000);
  const fork = world.fork();
  await fork.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  await fork.clock.advance("1h");
  expect([listener.mock.calls.length, ring.mock.calls.length]).toEqual([0, 0]);
});

test("a fork returns to the same seeded state as its origin", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "seed", name: "", createdAt: 0 })));
  world.markSeeded();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "more", name: "", createdAt: 0 })));
  const fork = world.fork();
  await fork.reset();
  expect([fork.read.teams.size, world.read.teams.size]).toEqual([1, 2]);
});

test("a fork of a world on a ledger that cannot be forked has no past and goes on from here", async () => {
  const world = createGuild({ ledger: createSlowLedger() });
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  const fork = world.fork();
  const done = await fork.transact(cause, (tx) => ok(tx.teams.insert({ id: "b", name: "", createdAt: 0 })));
  expect([done.seq, fork.read.teams.size]).toEqual([2, 2]);
  await expect(fork.at(0).read()).rejects.toMatchObject({ code: "ledger_truncated" });
});
