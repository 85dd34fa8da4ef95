import { constants, copyFile, cp, lstat, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isSystemError, reasonOf } from "../files/system-error.ts";
import type { ScreenFile } from "../screens.ts";
import { WriteRefused } from "../files/write-refused.ts";

/** Beside the files, for as long as they are written. */
const stagePrefix = ".plinto-add-";

/** What became of the files. */
export interface Written {
  readonly written: readonly string[];
  /** Were there already, and the same. */
  readonly same: readonly string[];
}

/** A file that is to be written, and whether something is in its place. */
interface Change {
  readonly file: ScreenFile;
  readonly target: string;
  readonly isThere: boolean;
}

/**
 * Writes files into a folder, all or none. One that is there and says something else is overwritten by `force` alone; in the
 * place of a link comes a file, and what the link leads to stays as it is.
 *
 * @throws WriteRefused when a file is in the way, or the folder cannot be written to; then everything is as it was
 */
export async function writeFiles(folder: string, files: readonly ScreenFile[], force: boolean): Promise<Written> {
  try {
    const there = await Promise.all(files.map((file) => compare(file, path.join(folder, file.path))));
    const changes = there.filter((change) => change !== undefined);
    const inTheWay = changes.filter(({ isThere }) => isThere).map(({ target }) => target);
    if (inTheWay.length > 0 && !force)
      throw new WriteRefused(`Nothing was written, since ${inTheWay.join(", ")} would be overwritten. --force does that, --to names another folder.`);
    if (changes.length > 0) await writeAll(folder, changes);
    const written = changes.map(({ file }) => file.path);
    return { written, same: files.map((file) => file.path).filter((name) => !written.includes(name)) };
  } catch (error) {
    if (error instanceof WriteRefused || !isSystemError(error)) throw error;
    const named = error.dest ?? error.path ?? folder;
    throw new WriteRefused(`Nothing was written, since ${named.includes(stagePrefix) ? folder : named} cannot be written to: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}

/** What is to be done for a file; undefined where it is there and says the same. */
async function compare(file: ScreenFile, target: string): Promise<Change | undefined> {
  try {
    // Of a link, not of what it leads to: a link to nothing is in the way as well.
    if ((await lstat(target)).isDirectory()) throw new WriteRefused(`Nothing was written, since ${target} is a folder. --to names another.`);
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return { file, target, isThere: false };
    throw error;
  }
  const text = await readFile(target, "utf8").catch(() => undefined);
  return text === file.text ? undefined : { file, target, isThere: true };
}

/** Writes everything beside its place first, so that what can fail fails while all is as it was. */
async function writeAll(folder: string, changes: readonly Change[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const staged = await mkdtemp(path.join(folder, stagePrefix));
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [index, { file }] of changes.entries()) await writeFile(path.join(staged, `${index}.new`), file.text);
    for (const [index, { target, isThere }] of changes.entries()) {
      const [fresh, before] = [path.join(staged, `${index}.new`), path.join(staged, `${index}.old`)];
      if (isThere) {
        await cp(target, before, { verbatimSymlinks: true });
        // In the place of a link, not through it.
        await rename(fresh, target);
        undo.push(() => rename(before, target));
      } else {
        await mkdir(path.dirname(target), { recursive: true });
        // A file that appears in the meantime is somebody's, too.
        await copyFile(fresh, target, constants.COPYFILE_EXCL);
        undo.push(() => rm(target));
      }
    }
  } catch (error) {
    for (const step of undo.toReversed()) await step();
    throw error;
  } finally {
    await rm(staged, { recursive: true, force: true });
  }
}
