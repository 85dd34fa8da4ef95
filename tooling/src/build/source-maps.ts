import path from "node:path";

/** The parts of a source map (ECMA-426) that are read here. */
export interface SourceMap {
  sources: string[];
  sourcesContent?: (string | null)[];
  [member: string]: unknown;
}

/**
 * Gives a map sources that can be read where a package is installed: those below its `src` ship with it, once for both
 * halves, and those of bundled packages travel inside the map.
 *
 * @param from folder of the map
 * @param folder folder of the package
 * @returns Nothing for a file that only re-exports or was generated: its lines say as much as their sources would.
 */
export function completeMap(map: SourceMap, from: string, folder: string, read: (file: string) => string): SourceMap | undefined {
  const files = map.sources.map((source) => path.resolve(from, source));
  if (files.every((file) => file.startsWith(path.join(folder, "src", "generated", path.sep)))) return undefined;
  const isOwn = (file: string): boolean => file.startsWith(folder + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`);
  const { sourcesContent: _, ...rest } = map;
  if (files.every(isOwn)) return rest;
  return {
    ...rest,
    // Where a package lies on this machine is of no use elsewhere.
    sources: map.sources.map((source, index) => (isOwn(files[index]!) ? source : source.replace(/^.*node_modules\//, "node_modules/"))),
    // Data has no lines to step through.
    sourcesContent: files.map((file) => (isOwn(file) ? null : file.endsWith(".json") ? "" : read(file))),
  };
}

/** The text of a file with one comment that names its map, or with none. */
export function withMap(text: string, map: string | undefined): string {
  const code = text.replace(/(?:\n?\/\/# sourceMappingURL=\S*\s*)+$/, "\n");
  return map ? `${code}//# sourceMappingURL=${map}\n` : code;
}
