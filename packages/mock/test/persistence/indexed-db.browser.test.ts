import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kernel/json.ts";
import type { Ledger } from "../../src/kernel/ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { internalsOf } from "../../src/mock.ts";
import { openDatabase } from "../../src/persistence/indexed-db/database.ts";
import { IndexedDbLedger } from "../../src/persistence/indexed-db/indexed-db-ledger.ts";
import { IndexedDbPersistence, type IndexedDbKind } from "../../src/persistence/indexed-db/persist-to-indexed-db.ts";
import { OpeningLedger } from "../../src/persistence/opening-ledger.ts";
import { cause, createGuild, guild, type Guild } from "../kernel/guild.ts";
import { ledgerLaws } from "../kernel/ledger-laws.ts";

const kind = { descriptionHash: "d1", tables: Object.fromEntries(Object.entries(guild).map(([name, { key }]) => [name, key])) };

function freshName(): string {
  return `test ${crypto.randomUUID()}`;
}

function create(maxCommits: number): Ledger {
  const opening = openDatabase(indexedDB, freshName()).then(
    (database) => new IndexedDbLedger({ database, world: "", version: { descriptionHash: "d1", rowsVersion: 1 }, upgrades: [], maxCommits, wrote: () => {} }),
  );
  const ledger = new OpeningLedger(opening);
  return ledger;
}

ledgerLaws("IndexedDB", { create: () => create(1_000), createShort: () => create(5), numRuns: 5 });

function persist(name: string, options: Partial<IndexedDbKind> = {}): { readonly persistence: IndexedDbPersistence; readonly told: string[] } {
  const told: string[] = [];
  const persistence = new IndexedDbPersistence(
    name,
    { report: (message) => told.push(message) },
    { factory: indexedDB, channel: (of) => new BroadcastChannel(of), rowsVersion: 1, rowUpgrades: [], maxCommits: 100, ...options },
  );
  return { persistence, told };
}

async function guildOn(ledger: Ledger): Promise<World<Guild>> {
  const world = createGuild({ ledger });
  await world.catchUp();
  return world;
}

async function addTeam(world: World<Guild>, id: string): Promise<void> {
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: id, createdAt: 0 })));
}

function teamsOf(world: World<Guild>): string[] {
  return world.read.teams
    .all()
    .toArray()
    .map(({ id }) => id);
}

describe("the browser's database", () => {
  test("keeps each world to itself, over a restart", async () => {
    const name = freshName();
    const { persistence } = persist(name);
    await addTeam(await guildOn(await persistence.open(undefined, kind)), "main");
    await addTeam(await guildOn(await persistence.open("w1", kind)), "other");
    await persistence.close();
    const again = persist(name);
    expect(teamsOf(await guildOn(await again.persistence.open(undefined, kind)))).toEqual(["main"]);
    expect(teamsOf(await guildOn(await again.persistence.open("w1", kind)))).toEqual(["other"]);
    expect(await again.persistence.worlds()).toEqual(["w1"]);
    expect(again.told).toEqual([]);
  });

  test("takes over older data when tables and columns were only added", async () => {
    const name = freshName();
    const first = persist(name);
    await addTeam(await guildOn(await first.persistence.open(undefined, kind)), "a");
    await first.persistence.close();
    const named = { version: 2, table: "teams", row: (row: JsonObject) => ({ ...row, name: "named anew" }) };
    const { persistence, told } = persist(name, { rowsVersion: 2, rowUpgrades: [named] });
    const world = await guildOn(await persistence.open(undefined, { ...kind, descriptionHash: "d2", tables: { ...kind.tables, guests: "id" } }));
    expect(world.read.teams.all().first()).toMatchObject({ name: "named anew" });
    expect(told).toEqual([expect.stringContaining("was taken over")]);
  });

  test("sets other data aside, never overwrites it", async () => {
    const name = freshName();
    const first = persist(name);
    await addTeam(await guildOn(await first.persistence.open(undefined, kind)), "a");
    await first.persistence.close();
    const { teams: _, ...others } = kind.tables;
    const { persistence, told } = persist(name);
    expect(teamsOf(await guildOn(await persistence.open(undefined, { descriptionHash: "d2", tables: others })))).toEqual([]);
    expect(told).toEqual([expect.stringContaining("set aside 1")]);
    const aside = persist(`${name} set aside 1`);
    expect(teamsOf(await guildOn(await aside.persistence.open(undefined, kind)))).toEqual(["a"]);
  });

  // A page that stayed open over a change of the description wrote into, or asked for ever of, a log that had begun anew.
  test("leaves a page of an older version out, once a newer one has taken the data over", async () => {
    const name = freshName();
    const older = await guildOn(await persist(name).persistence.open(undefined, kind));
    await addTeam(older, "a");
    const newer = await guildOn(await persist(name).persistence.open(undefined, { ...kind, descriptionHash: "d2" }));
    await addTeam(newer, "b");
    const refused = { code: "persist_failed", message: expect.stringContaining("Reload the page") };
    await expect(addTeam(older, "c")).rejects.toMatchObject(refused);
    await expect(older.catchUp()).rejects.toMatchObject(refused);
    expect(teamsOf(newer)).toEqual(["a", "b"]);
  });

  test("tells the other pages of the origin that somebody wrote, each of its own worlds", async () => {
    const name = freshName();
    const writer = persist(name).persistence;
    const world = await guildOn(await writer.open("w1", kind));
    const listener = persist(name).persistence;
    const heard: string[] = [];
    listener.onForeignWrite(undefined, () => heard.push("default"));
    const told = new Promise<void>((resolve) => listener.onForeignWrite("w1", resolve));
    await addTeam(world, "a");
    await told;
    expect(heard).toEqual([]);
  });

  test("forgets a world that is ended, in this tab and in every other, and begins it anew", async () => {
    const name = freshName();
    const here = persist(name).persistence;
    await here.open(undefined, kind);
    const ended = await guildOn(await here.open("w1", kind));
    await addTeam(ended, "gone");
    const there = persist(name).persistence;
    const seenThere = await guildOn(await there.open("w1", kind));
    const ending = here.end("w1");
    expect(await here.worlds()).toEqual([]);
    const anew = await guildOn(await here.open("w1", kind));
    await ending;
    expect(teamsOf(anew)).toEqual([]);
    const refused = { code: "world_ended", message: "The world was ended, so the change was not made. Ask for it anew by its name." };
    await expect(addTeam(seenThere, "late")).rejects.toMatchObject(refused);
    await addTeam(anew, "a");
    await addTeam(anew, "b");
    // Numbers fit again by now.
    await expect(ended.catchUp()).rejects.toMatchObject(refused);
    await expect(addTeam(seenThere, "late")).rejects.toMatchObject(refused);
    expect(teamsOf(await guildOn(await there.open("w1", kind)))).toEqual(["a", "b"]);
    await here.end("never-made");
  });

  test("keeps a world that begins with the state of another, with its past, once", async () => {
    const name = freshName();
    const { persistence } = persist(name);
    const origin = await guildOn(await persistence.open(undefined, kind));
    for (const id of ["a", "b", "c"]) await addTeam(origin, id);
    const beginning = { seedText: "another", snapshot: origin.snapshot().toJSON(), past: await origin.commitsSince(1) };
    const other = persist(name).persistence;
    const made = await Promise.allSettled([persistence.begin("f1", kind, beginning), other.begin("f1", kind, beginning)]);
    expect(made.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    await addTeam(await guildOn(await persistence.open("f1", kind)), "d");
    await persistence.close();
    const again = persist(name).persistence;
    await again.open(undefined, kind);
    expect([again.seedTextOf("f1"), again.seedTextOf("w1")]).toEqual(["another", undefined]);
    const fork = await guildOn(await again.open("f1", kind));
    expect(teamsOf(fork)).toEqual(["a", "b", "c", "d"]);
    expect((await fork.at(2).read()).teams.all().toArray()).toMatchObject([{ id: "a" }, { id: "b" }]);
  });

  test("says plainly when it was closed or taken away", async () => {
    const { persistence } = persist(freshName());
    const world = await guildOn(await persistence.open(undefined, kind));
    await persistence.close();
    await expect(addTeam(world, "late")).rejects.toMatchObject({ code: "persist_failed", message: expect.stringContaining("the change was not made") });
    await expect(persistence.open(undefined, kind)).rejects.toMatchObject({ code: "persist_closed" });
  });
});

/** A tab with a mock on a database. */
async function tab(name: string): Promise<Mock> {
  const mock = createMock({ persist: persist(name).persistence });
  await mock.ready();
  return mock as unknown as Mock;
}

async function statusOf(mock: Mock, path: string): Promise<number> {
  return (await mock.fetch(mock.baseUrl + path)).status;
}

describe("the worlds of a mock that several tabs share", () => {
  // Forking one failed, as if it were still being opened.
  test("can be forked, and other tabs find the fork with the keys of the world it comes from", async () => {
    const name = freshName();
    const [one, two] = [await tab(name), await tab(name)];
    const fork = await internalsOf(one).forkWorld("f1");
    expect(fork.keys).toEqual(one.keys);
    const users = { headers: { authorization: `Bearer ${two.keys.secretKey}` } };
    expect((await two.fetch(`${two.baseUrl}/w/f1/v1/users`, users)).status).toBe(200);
    await expect(internalsOf(two).forkWorld("f1")).rejects.toMatchObject({ code: "world_taken" });
    expect(one.fork().keys).toEqual(one.keys);
  });

  // Their logs had the same numbers again, or none: a tab asked for ever, or answered from what was gone.
  test("are ended for every tab, and made anew for every tab", async () => {
    const name = freshName();
    const [one, two] = [await tab(name), await tab(name)];
    await one.world("w1").ready();
    expect(await statusOf(two, "/w/w1/v1/health")).toBe(200);
    await internalsOf(one).dropWorld("w1");
    expect(await statusOf(one, "/w/w1/v1/health")).toBe(404);
    expect(await statusOf(two, "/w/w1/v1/health")).toBe(404);
    await two.world("w1").ready();
    expect(await statusOf(one, "/w/w1/v1/health")).toBe(200);
    await internalsOf(one).dropWorld("w1");
    await one.world("w1").ready();
    expect(await statusOf(two, "/w/w1/v1/health")).toBe(200);
    expect(await internalsOf(two).worldIds()).toEqual(["w1"]);
  });

  test("are not taken for others when they are asked for before it is known what they are", async () => {
    const name = freshName();
    const one = await tab(name);
    await internalsOf(one).forkWorld("f1");
    const two = createMock({ persist: persist(name).persistence });
    await expect(two.world("f1").ready()).rejects.toMatchObject({
      code: "not_ready",
      message: 'What is kept of the world "f1" is a fork. Await mock.ready() before you ask for it.',
    });
    await two.ready();
    expect(two.world("f1").keys).toEqual(one.keys);
    await two.world("f1").ready();
  });
});
