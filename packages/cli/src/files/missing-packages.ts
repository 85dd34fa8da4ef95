import { readFile } from "node:fs/promises";
import path from "node:path";

/** Those of the packages that the project around a folder does not name in its `package.json`. */
export async function missingPackages(folder: string, packages: readonly string[]): Promise<string[]> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const named = await namedIn(path.join(at, "package.json"));
    if (named) return packages.filter((name) => !named.includes(name));
    if (at === path.dirname(at)) return [...packages];
  }
}

/** What a manifest depends on; undefined where there is none that can be read. */
async function namedIn(file: string): Promise<string[] | undefined> {
  try {
    const { dependencies, devDependencies, peerDependencies } = Object(JSON.parse(await readFile(file, "utf8"))) as Record<string, object | undefined>;
    return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
  } catch {
    return undefined;
  }
}
