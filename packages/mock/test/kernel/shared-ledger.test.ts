import { expect, test } from "vitest";
import { createMemoryLedger } from "../../src/kernel/memory-ledger.ts";
import { MockError } from "../../src/mock-error.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { cause, createGuild } from "./guild.ts";
import type { Guild } from "./guild.ts";

function addTeam(world: World<Guild>, name = ""): Promise<{ readonly value: string; readonly at: number }> {
  return world.transact(cause, (tx) => ok(tx.teams.insert({ id: tx.id("team"), name, createdAt: tx.now }).id));
}

test("a world is told of the commits that another one made, before its own that had to wait", async () => {
  const ledger = createMemoryLedger();
  const [here, there] = [createGuild({ ledger }), createGuild({ ledger })];
  const told: string[] = [];
  here.onCommit(({ seq }, origin) => void told.push(`${seq} ${origin}`));
  await addTeam(there);
  await addTeam(there);
  await addTeam(here);
  expect(told).toEqual(["1 elsewhere", "2 elsewhere", "3 here"]);
});

test("a conflict runs the function again on the state that the other world left", async () => {
  const ledger = createMemoryLedger();
  const [here, there] = [createGuild({ ledger }), createGuild({ ledger })];
  await addTeam(there, "taken");
  const seen: number[] = [];
  const done = await here.transact(cause, (tx) => {
    seen.push(tx.teams.count("byName", ["taken"]));
    return ok(tx.teams.insert({ id: tx.id("team"), name: "second", createdAt: 0 }).id);
  });
  expect([seen, done.seq]).toEqual([[0, 1], 2]);
  expect(new Set([done.value, there.read.teams.all().first()?.id]).size).toBe(2);
});

test("numbers that a world drew without a commit stay drawn when it catches up", async () => {
  const ledger = createMemoryLedger();
  const [here, there] = [createGuild({ ledger }), createGuild({ ledger })];
  const kept = await here.transact(cause, (tx) => ok([tx.id("hit"), tx.id("hit"), tx.id("hit")]));
  await addTeam(there);
  await here.catchUp();
  const { value } = await here.transact(cause, (tx) => ok(tx.id("hit")));
  expect(kept.value).not.toContain(value);
});

test("a ledger that has neither the commits nor a later checkpoint leaves the world as it is", async () => {
  const ledger = createMemoryLedger();
  const world = createGuild({ ledger });
  const empty = world.snapshot();
  await addTeam(world);
  const truncated = new MockError("ledger_truncated", "The ledger is gone.");
  ledger.since = () => Promise.reject(truncated);
  ledger.readCheckpoint = () => empty;
  await expect(world.catchUp()).rejects.toBe(truncated);
  expect([world.seq, world.read.teams.size]).toEqual([1, 1]);
});

test("a world that catches up moves its clock forward to where the other one stood, never back", async () => {
  const ledger = createMemoryLedger();
  const [here, there] = [createGuild({ ledger }), createGuild({ ledger })];
  const start = here.clock.now();
  await there.clock.advance("1h");
  await addTeam(there);
  await here.catchUp();
  expect(here.clock.now() - start).toBe(3_600_000);
  await here.clock.advance("1h");
  await addTeam(there);
  await here.catchUp();
  expect(here.clock.now() - start).toBe(7_200_000);
});
