import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryLedger } from "../../src/kernel/memory-ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import { batches, rowsOf, run, stateOf } from "./guild-commands.ts";
import type { Command } from "./guild-commands.ts";
import { cause, createGuild } from "./guild.ts";

test("at(seq) shows what the world showed after that commit, restores on the way included", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.nat({ max: 12 }), async (all, resetAfter) => {
      const world = createGuild();
      const shown = new Map([[0, rowsOf(world.read)]]);
      for (const [number, commands] of all.entries()) {
        if (number === resetAfter) await world.reset();
        shown.set(world.seq, rowsOf(world.read));
        await run(world, [commands]);
        shown.set(world.seq, rowsOf(world.read));
      }
      for (const [seq, rows] of shown) expect(rowsOf(await world.at(seq).read())).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

test("a fork of an earlier state goes on exactly as the world itself did", async () => {
  await fc.assert(
    fc.asyncProperty(batches, batches, async (before, after) => {
      const world = createGuild();
      await run(world, withoutHits(before));
      // Numbers that were drawn without a commit are no part of history, so the past ends with a commit.
      await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "last", name: "", createdAt: 0 })));
      const { seq } = world;
      // Numbers drawn since the last commit belong to the present, so the present moves on with a commit too.
      const goOn = async (it: typeof world): Promise<void> => {
        await it.transact(cause, (tx) => ok(tx.teams.insert({ id: "next", name: "", createdAt: 0 })));
        await run(it, withoutHits(after));
      };
      await goOn(world);
      const past = await world.at(seq).fork();
      await goOn(past);
      expect([stateOf(past), past.seq]).toEqual([stateOf(world), world.seq]);
    }),
    { numRuns: 60 },
  );
});

test("the clock of a past world stands where it stood", async () => {
  const world = createGuild();
  const insert = (id: string): Promise<unknown> => world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: "", createdAt: tx.now })));
  const start = world.clock.now();
  await world.clock.advance("1h");
  await insert("a");
  await world.clock.advance("1h");
  await insert("b");
  const [empty, past] = [await world.at(0).fork(), await world.at(1).fork()];
  expect([empty.clock.now() - start, past.clock.now() - start, world.clock.now() - start]).toEqual([0, 3_600_000, 7_200_000]);
});

test("ephemeral tables are empty in the past", async () => {
  const world = createGuild();
  await world.transact(cause, (tx) => {
    tx.hits.insert({ id: "h", count: 1 });
    return ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 }));
  });
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "b", name: "", createdAt: 0 })));
  const past = await world.at(1).read();
  expect([past.teams.size, past.hits.size, world.read.hits.size]).toEqual([1, 0, 1]);
});

test("the past of a fork is its own", async () => {
  const world = createGuild();
  const insert = (target: typeof world, id: string): Promise<unknown> => target.transact(cause, (tx) => ok(tx.teams.insert({ id, name: "", createdAt: 0 })));
  await insert(world, "a");
  const fork = world.fork();
  await insert(world, "b");
  await insert(fork, "c");
  await insert(fork, "d");
  const past = await fork.at(2).read();
  expect(
    past.teams
      .all()
      .toArray()
      .map(({ id }) => id),
  ).toEqual(["a", "c"]);
});

test("a commit that the ledger has let go of cannot be returned to, and the error names the first that can", async () => {
  const world = createGuild({ ledger: createMemoryLedger({ maxCommits: 10 }) });
  for (let number = 0; number < 30; number++) await world.transact(cause, (tx) => ok(tx.teams.insert({ id: tx.id("team"), name: "", createdAt: 0 })));
  const error = (await world
    .at(3)
    .read()
    .catch((caught: unknown) => caught)) as { code: string; facts: { first: number } };
  expect(error.code).toBe("ledger_truncated");
  expect((await world.at(error.facts.first).read()).teams.size).toBe(error.facts.first);
  await expect(world.at(error.facts.first - 1).fork()).rejects.toMatchObject({ code: "ledger_truncated" });
});

test.each([-1, 1.5, 2, Number.NaN])("there is no commit %s, and the error tells the last", async (seq) => {
  const world = createGuild();
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id: "a", name: "", createdAt: 0 })));
  await expect(world.at(seq).read()).rejects.toMatchObject({ code: "seq_unknown", message: expect.stringContaining("the last one is 1") });
});

/** Ephemeral rows have no history, so they are left out where histories are compared. */
function withoutHits(all: readonly (readonly Command[])[]): readonly (readonly Command[])[] {
  return all.map((commands) => commands.filter(({ kind }) => kind !== "hit"));
}
