import path from "node:path";
import { decodeMappings, encodeMappings, type Segment } from "./mappings.ts";

/** The parts of a source map (ECMA-426) that are read here. */
export interface SourceMap {
  mappings: string;
  sources: string[];
  sourcesContent?: (string | null)[];
  [member: string]: unknown;
}

/**
 * Gives a map sources that can be read where a package is installed: those below its `src` ship with it, once for both
 * halves, and those of bundled packages travel inside the map. What was generated is not mapped: its lines say as much as
 * their sources would.
 *
 * @param from folder of the map
 * @param folder folder of the package
 * @returns Nothing for a file that only re-exports or was generated.
 */
export function completeMap(whole: SourceMap, from: string, folder: string, read: (file: string) => string): SourceMap | undefined {
  const generated = path.join(folder, "src", "generated", path.sep);
  const map = withoutSources(whole, (source) => path.resolve(from, source).startsWith(generated));
  if (map.sources.length === 0) return undefined;
  const files = map.sources.map((source) => path.resolve(from, source));
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

/** A map in which these sources do not occur. */
function withoutSources(map: SourceMap, isLeftOut: (source: string) => boolean): SourceMap {
  const kept = map.sources.flatMap((source, index) => (isLeftOut(source) ? [] : [index]));
  if (kept.length === map.sources.length) return map;
  const places = new Map(kept.map((index, place) => [index, place]));
  const lines = decodeMappings(map.mappings).map((segments) => {
    const line: Segment[] = [];
    for (const segment of segments) {
      const place = segment.original && places.get(segment.original.source);
      if (segment.original && place !== undefined) line.push({ ...segment, original: { ...segment.original, source: place } });
      // Ends what came before it; a line begins without a source.
      else if (line.at(-1)?.original) line.push({ column: segment.column });
    }
    return line;
  });
  return { ...map, sources: kept.map((index) => map.sources[index]!), mappings: encodeMappings(lines) };
}

/** The text of a file with one comment that names its map, or with none. */
export function withMap(text: string, map: string | undefined): string {
  const code = text.replace(/(?:\n?\/\/# sourceMappingURL=\S*\s*)+$/, "\n");
  return map ? `${code}//# sourceMappingURL=${map}\n` : code;
}
