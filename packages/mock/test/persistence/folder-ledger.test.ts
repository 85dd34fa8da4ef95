import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batches, rowsOf, run } from "../kernel/guild-commands.ts";
import { ledgerLaws } from "../kernel/ledger-laws.ts";
import { addTeam, emptyFolder, guildOn, openGuild, teamsOf } from "./kept-guild.ts";

ledgerLaws("folder", {
  create: () => openGuild(emptyFolder()),
  createShort: () => openGuild(emptyFolder(), { maxCommits: 5 }),
  numRuns: 10,
});
ledgerLaws("folder, with checkpoints all the time", {
  create: () => openGuild(emptyFolder(), { checkpointBytes: 0 }),
  createShort: () => openGuild(emptyFolder(), { maxCommits: 5, checkpointBytes: 0 }),
  numRuns: 10,
});

describe("after a restart", () => {
  test("a world is what it was, whatever happened, with checkpoints and without", async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.constantFrom(0, 1_000, 1_000_000), async (all, checkpointBytes) => {
        const folder = emptyFolder();
        const ledger = openGuild(folder, { checkpointBytes });
        const world = await guildOn(ledger);
        await run(world, all);
        await ledger.close();
        const again = await guildOn(openGuild(folder));
        // Counters in ephemeral tables make no commits, so a log does not have them.
        const { hits: _, ...rows } = rowsOf(world.read) as Record<string, unknown>;
        expect(rowsOf(again.read)).toMatchObject(rows);
        expect([again.seq, again.timers()]).toEqual([world.seq, world.timers()]);
      }),
      { numRuns: 40 },
    );
  });

  test("time travel reaches back beyond it", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder);
    const world = await guildOn(ledger);
    for (const id of ["a", "b", "c"]) await addTeam(world, id);
    await ledger.close();
    const again = await guildOn(openGuild(folder));
    const fork = await again.at(1).fork();
    expect(teamsOf(fork)).toEqual(["a"]);
  });

  test("a process that died while it wrote a checkpoint loses nothing: what it had is still there", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder, { checkpointBytes: 0 });
    const world = await guildOn(ledger);
    await addTeam(world, "a");
    // The checkpoint is under way now and the ledger is not closed, as when a process is killed.
    const again = await guildOn(openGuild(folder));
    expect(teamsOf(again)).toEqual(["a"]);
    await ledger.close();
  });
});

describe("a log that was not finished", () => {
  test("is cut off wherever it was torn, and everything before stands", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder);
    const world = await guildOn(ledger);
    const sizes = [statSync(log(folder)).size];
    for (const id of ["a", "b", "c"]) {
      await addTeam(world, id);
      sizes.push(statSync(log(folder)).size);
    }
    await ledger.close();
    const whole = readFileSync(log(folder));
    for (let length = whole.length; length >= sizes[0]!; length--) {
      writeFileSync(log(folder), whole.subarray(0, length));
      const told: string[] = [];
      const reopened = openGuild(folder, { report: (message) => told.push(message) });
      const teams = teamsOf(await guildOn(reopened));
      const complete = sizes.filter((size) => size <= length).length - 1;
      expect(teams).toEqual(["a", "b", "c"].slice(0, complete));
      expect(told).toHaveLength(sizes.includes(length) ? 0 : 1);
      for (const message of told) expect(message).toContain("was unfinished");
      await reopened.close();
    }
  });

  test("goes on after the cut", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder);
    await addTeam(await guildOn(ledger), "a");
    await ledger.close();
    appendFileSync(log(folder), '0badc0de {"seq":2,');
    const mended = openGuild(folder);
    await addTeam(await guildOn(mended), "b");
    await mended.close();
    expect(teamsOf(await guildOn(openGuild(folder)))).toEqual(["a", "b"]);
  });
});

describe("a damaged folder", () => {
  // A changed byte in the last entry, which had been answered, was taken for an entry that was never finished.
  test("is refused and left as it is, wherever a byte has changed", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder);
    const world = await guildOn(ledger);
    for (const id of ["a", "b", "c"]) await addTeam(world, id);
    await ledger.close();
    const whole = readFileSync(log(folder));
    // Every byte of the last line break's surroundings, every few elsewhere.
    for (let at = 0; at < whole.length; at += at < whole.length - 20 ? 7 : 1) {
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ 1;
      writeFileSync(log(folder), damaged);
      expect(() => openGuild(folder)).toThrow(expect.objectContaining({ code: "persist_damaged", message: expect.stringContaining("Nothing was changed") }));
      expect(readFileSync(log(folder))).toEqual(damaged);
    }
  });

  // An empty file, as a power cut can leave it, brought back the state of the last checkpoint without a word.
  test("is refused when its newest file is cut before its first entry, empty or missing", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder, { checkpointBytes: 2_000 });
    const world = await guildOn(ledger);
    for (let number = 0; number < 60; number++) await addTeam(world, `team-${number}`);
    await ledger.close();
    const newest = log(folder);
    const whole = readFileSync(newest);
    const head = whole.indexOf("\n") + 1;
    const refused = expect.objectContaining({ code: "persist_damaged", message: expect.stringContaining("Nothing was changed") });
    for (const length of [0, 1, head - 1]) {
      writeFileSync(newest, whole.subarray(0, length));
      expect(() => openGuild(folder)).toThrow(refused);
      expect(statSync(newest).size).toBe(length);
    }
    rmSync(newest);
    expect(() => openGuild(folder)).toThrow(refused);
    writeFileSync(newest, whole);
    expect(teamsOf(await guildOn(openGuild(folder)))).toHaveLength(60);
  });

  test("is refused when its checkpoint is cut", async () => {
    const folder = emptyFolder();
    const ledger = openGuild(folder, { checkpointBytes: 0 });
    const world = await guildOn(ledger);
    for (const id of ["a", "b", "c"]) await addTeam(world, id);
    await ledger.close();
    const checkpoint = readdirSync(folder).find((name) => name.startsWith("checkpoint"))!;
    truncateSync(join(folder, checkpoint), statSync(join(folder, checkpoint)).size - 10);
    expect(() => openGuild(folder)).toThrow(expect.objectContaining({ code: "persist_damaged" }));
  });
});

test("what is erased from history is in no file any more", async () => {
  const folder = emptyFolder();
  const ledger = openGuild(folder);
  const world = await guildOn(ledger);
  for (const id of ["secret-name", "b"]) await addTeam(world, id);
  await world.rewriteHistory((commit) => JSON.parse(JSON.stringify(commit).replaceAll("secret-name", "erased")) as typeof commit);
  await ledger.close();
  const texts = readdirSync(folder)
    .filter((name) => name.startsWith("log"))
    .map((name) => readFileSync(join(folder, name), "utf8"));
  expect(texts.join("")).toContain("erased");
  expect(texts.join("")).not.toContain("secret-name");
});

test("the files of old commits go once neither a restart nor time travel needs them", async () => {
  const folder = emptyFolder();
  const ledger = openGuild(folder, { maxCommits: 10, checkpointBytes: 2_000 });
  const world = await guildOn(ledger);
  for (let number = 0; number < 400; number++) await addTeam(world, `team-${number}`);
  await ledger.close();
  const names = readdirSync(folder);
  expect(names.filter((name) => name.startsWith("checkpoint"))).toHaveLength(1);
  expect(names.filter((name) => name.startsWith("log")).length).toBeLessThanOrEqual(3);
  expect(teamsOf(await guildOn(openGuild(folder)))).toHaveLength(400);
});

function log(folder: string): string {
  return join(
    folder,
    readdirSync(folder).findLast((name) => name.startsWith("log"))!,
  );
}
