import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { MockError } from "../../mock-error.ts";
import { unfinishedEnding } from "./files.ts";
import { isAlive, readHolder, self, spell, type Holder } from "./lock-holder.ts";

const lockName = "lock";

/** Whether a file in a folder belongs to its lock, or to one that is just being taken. */
export function isLockFile(name: string): boolean {
  return name === lockName || name.startsWith(`${lockName}.`);
}

/** The right of one process to write to a folder. */
export interface FolderLock {
  /** The process that died with the lock, when one did. */
  readonly takenFrom: number | undefined;
  release(): void;
}

/** @throws MockError `persist_in_use` while another process, or another mock of this one, has the folder open */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, lockName);
  const own = spell(self());
  // Written beside it first: a lock is there as a whole or not at all, so none is ever taken for a dead one half written.
  const written = `${path}.${process.pid}${unfinishedEnding}`;
  writeFileSync(written, own);
  try {
    const dead = take(path, written, own, folder);
    return {
      takenFrom: dead?.pid,
      release() {
        if (read(path) === own) rmSync(path, { force: true });
      },
    };
  } finally {
    rmSync(written, { force: true });
  }
}

/**
 * Makes a lock file, or takes a dead one's place.
 *
 * Whoever wants to replace a dead lock needs a lock for just that, named after what the dead one says. So nobody replaces
 * a lock that somebody else has taken meanwhile; and that one, when its owner dies, is replaced in the same way.
 */
function take(path: string, written: string, own: string, folder: string): Holder | undefined {
  for (;;) {
    if (place(written, path, own)) return undefined;
    const found = read(path);
    // It was released just now.
    if (found === undefined) continue;
    const holder = readHolder(found);
    if (isAlive(holder)) throw inUse(folder, path, holder);
    const right = `${path}.${crc32(found).toString(16)}`;
    take(right, written, own, folder);
    try {
      if (read(path) === found) {
        replace(path, own);
        return holder;
      }
    } finally {
      rmSync(right, { force: true });
    }
  }
}

/** Puts the written lock in place unless there is one. */
function place(written: string, path: string, own: string): boolean {
  try {
    linkSync(written, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code === undefined || !withoutLinks.has(code)) throw error;
  }
  return make(path, own);
}

/** What file systems without hard links say. */
const withoutLinks: ReadonlySet<string> = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);

function make(path: string, own: string): boolean {
  let file: number;
  try {
    file = openSync(path, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  writeSync(file, own);
  closeSync(file);
  return true;
}

function replace(path: string, own: string): void {
  const next = `${path}.${process.pid}.next${unfinishedEnding}`;
  writeFileSync(next, own);
  renameSync(next, path);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function inUse(folder: string, path: string, { pid }: Holder): MockError {
  return new MockError(
    "persist_in_use",
    `The folder ${folder} is in use by process ${pid}. Stop it, or choose another folder: only one process may write to it. If process ${pid} is no mock, remove the file ${path}.`,
    { facts: { pid } },
  );
}
