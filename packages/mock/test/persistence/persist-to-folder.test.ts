import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import type { JsonObject } from "../../src/kernel/json.ts";
import { FolderPersistence } from "../../src/persistence/folder/persist-to-folder.ts";
import type { RowUpgrade } from "../../src/persistence/row-upgrades.ts";
import { addTeam, emptyFolder, guildOn, kind, teamsOf } from "./kept-guild.ts";

interface Opened {
  readonly persistence: FolderPersistence;
  readonly told: string[];
}

function persist(folder: string, rows: { rowsVersion?: number; rowUpgrades?: RowUpgrade[] } = {}): Opened {
  const told: string[] = [];
  const persistence = new FolderPersistence(folder, { report: (message) => told.push(message) }, { rowsVersion: 1, rowUpgrades: [], ...rows });
  return { persistence, told };
}

/** A folder in which version 1 of everything kept one team. */
async function olderFolder(): Promise<string> {
  const folder = join(emptyFolder(), "data");
  const { persistence } = persist(folder);
  await addTeam(await guildOn(await persistence.open(undefined, kind)), "a");
  await persistence.close();
  return folder;
}

test("a folder is made when it is missing, and worlds keep to their own", async () => {
  const folder = join(emptyFolder(), "deep", "data");
  const { persistence, told } = persist(folder);
  await addTeam(await guildOn(await persistence.open(undefined, kind)), "main");
  await addTeam(await guildOn(await persistence.open("w1", kind)), "other");
  await persistence.close();
  const again = persist(folder);
  expect(await again.persistence.worlds()).toEqual(["w1"]);
  expect(teamsOf(await guildOn(await again.persistence.open(undefined, kind)))).toEqual(["main"]);
  expect(teamsOf(await guildOn(await again.persistence.open("w1", kind)))).toEqual(["other"]);
  await again.persistence.close();
  expect([...told, ...again.told]).toEqual([]);
});

test("a folder that holds something else is refused and left as it is", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "thesis.txt"), "precious");
  await expect(persist(folder).persistence.open(undefined, kind)).rejects.toMatchObject({
    code: "persist_folder_foreign",
    message: expect.stringContaining("Choose an empty folder"),
  });
  expect(readdirSync(folder)).toEqual(["thesis.txt"]);
});

test("a manifest that is none makes the folder a foreign one", async () => {
  const folder = emptyFolder();
  for (const text of ["{", `{"product":"Something else","format":1}`, "null"]) {
    writeFileSync(join(folder, "plinto-mock.json"), text);
    await expect(persist(folder).persistence.open(undefined, kind)).rejects.toMatchObject({ code: "persist_folder_foreign" });
  }
});

test("one mock at a time writes to a folder", async () => {
  const folder = await olderFolder();
  const first = persist(folder);
  await first.persistence.open(undefined, kind);
  await expect(persist(folder).persistence.open(undefined, kind)).rejects.toMatchObject({
    code: "persist_in_use",
    message: expect.stringContaining(`process ${process.pid}`),
    facts: { pid: process.pid },
  });
  await first.persistence.close();
  const second = persist(folder);
  await second.persistence.open(undefined, kind);
  await second.persistence.close();
});

test("the lock of a process that died is taken over, and said", async () => {
  const folder = await olderFolder();
  for (const dead of ["999999999 0\n", `${process.pid} 12\n`, ""]) {
    writeFileSync(join(folder, "lock"), dead);
    const { persistence, told } = persist(folder);
    expect(teamsOf(await guildOn(await persistence.open(undefined, kind)))).toEqual(["a"]);
    expect(told).toEqual([expect.stringContaining("ended without closing")]);
    await persistence.close();
  }
});

// A number that the system had given to somebody else's process meanwhile blocked the folder for as long as that ran.
test("the lock of a process that died is taken over when another process has its number by now", async ({ skip }) => {
  skip(process.platform !== "linux", "only Linux tells when a process began");
  const folder = await olderFolder();
  const lock = join(folder, "lock");
  for (const pid of [process.pid, process.ppid]) {
    writeFileSync(lock, `${pid} 1000000000000.1 another-start-of-the-system/4711\n`);
    const { persistence, told } = persist(folder);
    expect(teamsOf(await guildOn(await persistence.open(undefined, kind)))).toEqual(["a"]);
    expect(told).toEqual([expect.stringContaining(`Process ${pid} ended without closing`)]);
    await persistence.close();
  }
});

test("a lock that may be another process's says how to free the folder when it is not", async () => {
  const folder = await olderFolder();
  const lock = join(folder, "lock");
  writeFileSync(lock, `${process.ppid} 1000000000000.1\n`);
  const refused = persist(folder).persistence.open(undefined, kind);
  await expect(refused).rejects.toMatchObject({
    code: "persist_in_use",
    message: expect.stringContaining(`If process ${process.ppid} is no mock, remove the file ${lock}.`),
  });
  expect(readdirSync(folder).toSorted()).toEqual(["default", "lock", "plinto-mock.json"]);
});

test("a process that died while it took over a dead lock is no obstacle either", async () => {
  const folder = await olderFolder();
  const dead = "999999999 0\n";
  writeFileSync(join(folder, "lock"), dead);
  writeFileSync(join(folder, `lock.${crc32(dead).toString(16)}`), "999999998 0\n");
  writeFileSync(join(folder, "lock.999999998.unfinished"), "999999998");
  const { persistence } = persist(folder);
  await persistence.open(undefined, kind);
  await persistence.close();
  expect(readdirSync(folder).toSorted()).toEqual(["default", "lock.999999998.unfinished", "plinto-mock.json"]);
});

test("a world that is ended leaves nothing behind and can begin anew at once", async () => {
  const folder = emptyFolder();
  const { persistence } = persist(folder);
  await persistence.open(undefined, kind);
  const ended = await guildOn(await persistence.open("w1", kind));
  await addTeam(ended, "gone");
  const ending = persistence.end("w1");
  expect(await persistence.worlds()).toEqual([]);
  const anew = await guildOn(await persistence.open("w1", kind));
  await ending;
  expect(teamsOf(anew)).toEqual([]);
  await addTeam(anew, "kept");
  // Whoever still holds the ended one disturbs nobody.
  await addTeam(ended, "nowhere");
  await persistence.end("never-made");
  await persistence.close();
  const again = persist(folder);
  await again.persistence.open(undefined, kind);
  expect(teamsOf(await guildOn(await again.persistence.open("w1", kind)))).toEqual(["kept"]);
  await again.persistence.close();
});

test("what a process left that died while it ended or forked a world is no world and goes", async () => {
  const folder = await olderFolder();
  for (const name of ["w1.ended", "w2.unfinished"]) mkdirSync(join(folder, "w", name), { recursive: true });
  const { persistence } = persist(folder);
  expect(await persistence.worlds()).toEqual([]);
  await persistence.open(undefined, kind);
  expect(readdirSync(join(folder, "w"))).toEqual([]);
  await persistence.close();
});

test("a world that begins with the state of another has its past, and goes on from there after a restart", async () => {
  const folder = emptyFolder();
  const first = persist(folder);
  const origin = await guildOn(await first.persistence.open(undefined, kind));
  for (const id of ["a", "b", "c"]) await addTeam(origin, id);
  const beginning = { seedText: "another", snapshot: origin.snapshot().toJSON(), past: (await origin.commitsSince(1)).slice() };
  await first.persistence.begin("f1", kind, beginning);
  await expect(first.persistence.begin("f1", kind, beginning)).rejects.toMatchObject({
    code: "world_taken",
    message: 'There is a world "f1" already. Choose another name, or end that one.',
  });
  await addTeam(await guildOn(await first.persistence.open("f1", kind)), "d");
  await first.persistence.close();
  const { persistence } = persist(folder);
  expect([persistence.seedTextOf("f1"), persistence.seedTextOf("w1")]).toEqual(["another", undefined]);
  const fork = await guildOn(await persistence.open("f1", kind));
  expect(teamsOf(fork)).toEqual(["a", "b", "c", "d"]);
  expect(teamsOf(await fork.at(2).fork())).toEqual(["a", "b"]);
  expect(teamsOf(await guildOn(await persistence.open(undefined, kind)))).toEqual(["a", "b", "c"]);
  await persistence.close();
  writeFileSync(join(folder, "w", "f1", "origin.json"), "{");
  expect(() => persistence.seedTextOf("f1")).toThrow(expect.objectContaining({ code: "persist_damaged" }));
});

test("a closed folder takes nothing any more", async () => {
  const { persistence } = persist(emptyFolder());
  const world = await guildOn(await persistence.open(undefined, kind));
  await persistence.close();
  await expect(addTeam(world, "late")).rejects.toMatchObject({ code: "persist_closed" });
  expect(teamsOf(world)).toEqual([]);
  await expect(persistence.open(undefined, kind)).rejects.toMatchObject({ code: "persist_closed" });
});

test("data of an older description is taken over when tables and columns were only added", async () => {
  const folder = await olderFolder();
  const later = { descriptionHash: "d2", tables: { ...kind.tables, guests: "id" } };
  const named = { version: 2, table: "teams", row: (row: JsonObject) => ({ ...row, name: `${row["name"] as string}, named anew` }) };
  // Twice: what was taken over stays so, although the old entries are still in the log.
  for (const [told, rowsVersion] of [
    [[expect.stringContaining("was taken over")], 2],
    [[], 2],
  ] as const) {
    const opened = persist(folder, { rowsVersion, rowUpgrades: [named] });
    const ledger = await opened.persistence.open(undefined, later);
    const commits = await ledger.since(0);
    expect(commits[0]?.changes[0]?.after).toMatchObject({ name: "a, named anew" });
    expect(opened.told).toEqual(told);
    await opened.persistence.close();
  }
});

test("data that this version cannot take over is set aside, never overwritten", async () => {
  const folder = await olderFolder();
  const kept = readdirSync(join(folder, "default")).map((name) => readFileSync(join(folder, "default", name), "utf8"));
  const { teams: _, ...others } = kind.tables;
  mkdirSync(`${folder}.set-aside-1`);
  const { persistence, told } = persist(folder);
  const world = await guildOn(await persistence.open(undefined, { descriptionHash: "d2", tables: others }));
  expect(teamsOf(world)).toEqual([]);
  expect(told).toEqual([expect.stringContaining(`moved to ${folder}.set-aside-2`)]);
  expect(readdirSync(join(`${folder}.set-aside-2`, "default")).map((name) => readFileSync(join(`${folder}.set-aside-2`, "default", name), "utf8"))).toEqual(
    kept,
  );
  await persistence.close();
});

test("data of a newer version is set aside too", async () => {
  const folder = join(emptyFolder(), "data");
  const newer = persist(folder, { rowsVersion: 2 });
  await newer.persistence.open(undefined, kind);
  await newer.persistence.close();
  const { persistence, told } = persist(folder);
  await persistence.open(undefined, kind);
  expect(told).toEqual([expect.stringContaining("was moved to")]);
  await persistence.close();
});

test("a folder that cannot be made is a typed error", async () => {
  const folder = emptyFolder();
  writeFileSync(join(folder, "file"), "");
  await expect(persist(join(folder, "file", "data")).persistence.open(undefined, kind)).rejects.toMatchObject({
    code: "persist_failed",
    message: expect.stringContaining("ENOTDIR"),
  });
});
