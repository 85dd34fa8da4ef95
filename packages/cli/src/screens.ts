import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The screens that the build puts beside the program. Sources and program are one folder below the package. */
const folder = fileURLToPath(new URL("../dist/screens", import.meta.url));

/** A file of a screen, by its path below the folder of the screen. */
export interface ScreenFile {
  readonly path: string;
  readonly text: string;
}

/** The names of all screens. */
export async function listScreens(): Promise<string[]> {
  return (await readdir(folder)).toSorted();
}

/** The files of a screen. */
export async function readScreen(name: string): Promise<ScreenFile[]> {
  const names = await readdir(path.join(folder, name), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.relative(path.join(folder, name), path.join(entry.parentPath, entry.name)));
  return Promise.all(files.toSorted().map(async (file) => ({ path: file, text: await readFile(path.join(folder, name, file), "utf8") })));
}

/** The packages that files import. */
export function packagesOf(files: readonly ScreenFile[]): string[] {
  const found = files.flatMap(({ text }) => [...text.matchAll(/\bfrom "((?:@[\w-]+\/)?[\w-]+)/g)].map((match) => match[1]!));
  return [...new Set(found)].toSorted();
}
