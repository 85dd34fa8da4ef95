import type { Manifest } from "../packages.ts";

/**
 * The entry files of a package by the name of their output, from the source condition of its `exports` and from its
 * `bin`: `"./client": { "@plinto/source": "./src/client.ts" }` gives `client: src/client.ts`, the root is `index`.
 */
export function entriesOf(manifest: Manifest): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [door, target] of Object.entries(manifest.exports ?? {})) {
    const source = typeof target === "string" ? undefined : target["@plinto/source"];
    if (typeof source === "string") entries[outputName(door)] = source.replace("./", "");
  }
  for (const output of Object.values(manifest.bin ?? {})) {
    const name = output.replace("./dist/", "").replace(/\.js$/, "");
    entries[name] = `src/${name}.ts`;
  }
  return entries;
}

/** The name under dist of a door: `.` is `index`, `./client` is `client`. */
export function outputName(door: string): string {
  return door === "." ? "index" : door.replace("./", "");
}
