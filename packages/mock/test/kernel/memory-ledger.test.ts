import { expect, test } from "vitest";
import { createMemoryLedger } from "../../src/kernel/memory-ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";
import { ledgerLaws } from "./ledger-laws.ts";
import { createSlowLedger } from "./slow-ledger.ts";

ledgerLaws("memory", { create: () => createMemoryLedger(), createShort: () => createMemoryLedger({ maxCommits: 5 }), numRuns: 60 });
ledgerLaws("text, later", { create: () => createSlowLedger(), createShort: () => createSlowLedger({ maxCommits: 5 }), numRuns: 10 });

async function fill(world: World<Guild>, teams: number, name = ""): Promise<void> {
  for (let number = 0; number < teams; number++) await world.transact(cause, (tx) => ok(tx.teams.insert({ id: tx.id("team"), name, createdAt: 0 })));
}

test("it keeps at least the commits it promises, and a tenth more at most", async () => {
  const world = createGuild({ ledger: createMemoryLedger({ maxCommits: 100 }) });
  await fill(world, 345);
  const kept: number = await world.commitsSince(245).then((commits) => commits.length);
  expect(kept).toBe(100);
  await expect(world.commitsSince(234)).rejects.toMatchObject({
    code: "ledger_truncated",
    message: expect.stringContaining("keep more with maxCommits and maxBytes"),
  });
});

test("it lets go of commits when their estimated bytes are too many", async () => {
  const world = createGuild({ ledger: createMemoryLedger({ maxBytes: 20_000 }) });
  await fill(world, 30, "x".repeat(1_000));
  const { facts } = (await world.commitsSince(0).catch((error: unknown) => error)) as { facts: { first: number } };
  expect(facts.first).toBeGreaterThan(10);
  expect(facts.first).toBeLessThan(25);
});

test("one commit larger than all the room is let go, and the world goes on", async () => {
  const world = createGuild({ ledger: createMemoryLedger({ maxBytes: 500 }) });
  await fill(world, 3, "x".repeat(10_000));
  expect([world.seq, world.read.teams.size, await world.commitsSince(3)]).toEqual([3, 3, []]);
});

test("a fork of the ledger has the same past and a future of its own", async () => {
  const ledger = createMemoryLedger();
  await fill(createGuild({ ledger }), 3);
  const fork = ledger.fork?.(2);
  const commits = await ledger.since(0);
  expect(await fork?.append(2, commits[2] as (typeof commits)[number])).toBe("ok");
  await fill(createGuild({ ledger }), 0);
  expect([(await fork?.since(0))?.length, await ledger.append(2, commits[2] as (typeof commits)[number])]).toEqual([3, "conflict"]);
});

test("it may begin after a past that it does not have", async () => {
  const ledger = createMemoryLedger({ after: 7 });
  expect(await ledger.since(7)).toEqual([]);
  expect(() => ledger.since(6)).toThrow(expect.objectContaining({ code: "ledger_truncated" }));
});
