import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { MockError } from "../../mock-error.ts";

export const lockName = "lock";

/** The right of one process to write to a folder. */
export interface FolderLock {
  /** The process that died with the lock, when one did. */
  readonly takenFrom: number | undefined;
  release(): void;
}

/** @throws MockError `persist_in_use` while another process, or another mock of this one, has the folder open */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, lockName);
  const holder = holderOf(path);
  if (holder !== undefined && isAlive(holder)) throw inUse(folder, holder);
  // Whoever moves the dead lock away first is the one to take it over.
  if (holder !== undefined) moveAway(path, folder, holder);
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${process.pid} ${performance.timeOrigin}\n`);
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw inUse(folder, holderOf(path));
    throw error;
  }
  return { takenFrom: holder?.pid, release: () => rmSync(path, { force: true }) };
}

interface Holder {
  readonly pid: number;
  /** When the process began, to tell it from a later one with the same number. */
  readonly startedAt: number;
}

function holderOf(path: string): Holder | undefined {
  try {
    const [pid, startedAt] = readFileSync(path, "utf8").split(" ").map(Number);
    return { pid: pid ?? Number.NaN, startedAt: startedAt ?? Number.NaN };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  // A lock without a number belongs to a process that died between making the file and writing to it.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  // In a container the process before had the same number.
  if (pid === process.pid) return startedAt === performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function moveAway(path: string, folder: string, holder: Holder): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw inUse(folder, holder);
    throw error;
  }
}

function inUse(folder: string, holder: Holder | undefined): MockError {
  return new MockError(
    "persist_in_use",
    `The folder ${folder} is in use by process ${holder?.pid ?? "unknown"}. Stop it, or choose another folder: only one process may write to it.`,
    { facts: { pid: holder?.pid ?? null } },
  );
}
