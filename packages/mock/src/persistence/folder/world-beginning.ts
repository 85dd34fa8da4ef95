import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KeptVersion } from "../kept-shape.ts";
import type { WorldBeginning } from "../persistence.ts";
import { checkpointRecords } from "./checkpoint.ts";
import { checkpointPath, segmentPath, syncFolder, unfinishedEnding, writeWhole } from "./files.ts";
import { damaged } from "./open-folder-ledger.ts";
import { writeSegment } from "./segment.ts";

const originName = "origin.json";

interface Origin {
  readonly seedText: string;
}

/** Makes the folder of a world that begins with a state. It is there as a whole or not at all. */
export function writeBeginning(folder: string, version: KeptVersion, { seedText, snapshot, past }: WorldBeginning): void {
  const unfinished = folder + unfinishedEnding;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const origin: Origin = { seedText };
  writeWhole(join(unfinished, originName), [`${JSON.stringify(origin)}\n`]);
  const [first] = past;
  if (first !== undefined && first.seq <= snapshot.seq) writeSegment(segmentPath(unfinished, first.seq - 1), version, past);
  writeSegment(segmentPath(unfinished, snapshot.seq), version, []);
  writeWhole(checkpointPath(unfinished, snapshot.seq), checkpointRecords(snapshot, version.rowsVersion));
  renameSync(unfinished, folder);
  syncFolder(dirname(folder));
}

/**
 * What the keys of a world follow from that began with the state of another; nothing of other worlds.
 *
 * @throws MockError `persist_damaged`
 */
export function readSeedText(folder: string): string | undefined {
  const path = join(folder, originName);
  if (!existsSync(path)) return undefined;
  try {
    const { seedText } = JSON.parse(readFileSync(path, "utf8")) as Partial<Origin>;
    if (typeof seedText === "string") return seedText;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw damaged(folder, `the file ${originName}`);
}
