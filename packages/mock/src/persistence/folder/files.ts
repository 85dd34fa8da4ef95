import { closeSync, fsyncSync, openSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The files of one world, by the commit they begin after. */
export interface WorldFiles {
  readonly checkpoints: readonly KeptFile[];
  readonly segments: readonly KeptFile[];
  /** Files that a process was writing when it died. */
  readonly unfinished: readonly string[];
}

export interface KeptFile {
  readonly path: string;
  readonly seq: number;
}

const checkpointName = /^checkpoint-(\d{15})\.ndjson$/;
const segmentName = /^log-(\d{15})\.ndjson$/;

export function checkpointPath(folder: string, seq: number): string {
  return join(folder, `checkpoint-${padded(seq)}.ndjson`);
}

/** Where the commits after `seq` are written. */
export function segmentPath(folder: string, seq: number): string {
  return join(folder, `log-${padded(seq)}.ndjson`);
}

export function listFiles(folder: string): WorldFiles {
  const names = readdirSync(folder).toSorted();
  const matching = (pattern: RegExp): KeptFile[] =>
    names.flatMap((name) => {
      const [, seq] = pattern.exec(name) ?? [];
      return seq === undefined ? [] : [{ path: join(folder, name), seq: Number(seq) }];
    });
  return {
    checkpoints: matching(checkpointName),
    segments: matching(segmentName),
    unfinished: names.filter((name) => name.endsWith(unfinishedEnding)).map((name) => join(folder, name)),
  };
}

/** What a file is called until it is whole. */
export const unfinishedEnding = ".unfinished";

/** Writes a file that is there as a whole or not at all, also after a power cut. */
export function writeWhole(path: string, chunks: Iterable<string>): void {
  const unfinished = path + unfinishedEnding;
  const file = openSync(unfinished, "w");
  try {
    for (const chunk of chunks) writeFileSync(file, chunk);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  finish(unfinished, path);
}

/** As {@link writeWhole}, with a turn for others after each chunk. Returns how much it wrote, in UTF-16 units. */
export async function writeWholeInTurns(path: string, chunks: Iterable<string>, turn: () => Promise<void>): Promise<number> {
  const unfinished = path + unfinishedEnding;
  const file = openSync(unfinished, "w");
  let length = 0;
  try {
    for (const chunk of chunks) {
      writeFileSync(file, chunk);
      length += chunk.length;
      await turn();
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  finish(unfinished, path);
  return length;
}

function finish(unfinished: string, path: string): void {
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}

/** A new name in a folder is safe only when the folder is. */
export function syncFolder(folder: string): void {
  // Windows does not open folders, and needs none of it.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function padded(seq: number): string {
  return String(seq).padStart(15, "0");
}
