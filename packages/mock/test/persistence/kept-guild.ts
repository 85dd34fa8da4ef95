import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Ledger } from "../../src/kernel/ledger.ts";
import { ok } from "../../src/kernel/transaction.ts";
import type { World } from "../../src/kernel/world.ts";
import { openFolderLedger, type OpenFolderLedgerOptions } from "../../src/persistence/folder/open-folder-ledger.ts";
import type { FolderLedger } from "../../src/persistence/folder/folder-ledger.ts";
import { cause, createGuild, guild, type Guild } from "../kernel/guild.ts";

export const kind = { descriptionHash: "d1", tables: Object.fromEntries(Object.entries(guild).map(([name, { key }]) => [name, key])) };

/** An empty folder that is gone after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plinto-kept-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The ledger of a guild in a folder. */
export function openGuild(folder: string, options: Partial<OpenFolderLedgerOptions> = {}): FolderLedger {
  return openFolderLedger({
    folder,
    version: { descriptionHash: "d1", rowsVersion: 1 },
    upgrades: [],
    report: () => {},
    checkpointBytes: 16 * 1_024 * 1_024,
    ...options,
  });
}

/** A guild that has read what its ledger holds. */
export async function guildOn(ledger: Ledger): Promise<World<Guild>> {
  const world = createGuild({ ledger });
  await world.catchUp();
  return world;
}

/** Adds a team in a commit of its own. */
export async function addTeam(world: World<Guild>, id: string): Promise<void> {
  await world.transact(cause, (tx) => ok(tx.teams.insert({ id, name: id, createdAt: tx.now })));
}

export function teamsOf(world: World<Guild>): string[] {
  return world.read.teams
    .all()
    .toArray()
    .map(({ id }) => id);
}
