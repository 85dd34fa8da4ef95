import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/kernel/json.ts";
import type { Ledger } from "../../src/kernel/ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
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

  test("says plainly when it was closed or taken away", async () => {
    const { persistence } = persist(freshName());
    const world = await guildOn(await persistence.open(undefined, kind));
    await persistence.close();
    await expect(addTeam(world, "late")).rejects.toMatchObject({ code: "persist_failed", message: expect.stringContaining("the change was not made") });
    await expect(persistence.open(undefined, kind)).rejects.toMatchObject({ code: "persist_closed" });
  });
});
