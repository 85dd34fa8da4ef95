import { readFileSync } from "node:fs";

/**
 * A snippet, or a region of it, as a page shows it: without the markers of regions.
 *
 * @param file path of the snippet
 * @param region name after `#region`; the whole file when absent
 * @throws Error when the file has no such region
 */
export function readSnippet(file: string, region?: string): string {
  const lines = readFileSync(file, "utf8").split("\n");
  if (region === undefined) return withoutMarkers(lines);
  const start = lines.indexOf(`// #region ${region}`);
  const end = lines.indexOf(`// #endregion ${region}`);
  if (start < 0 || end < start) throw new Error(`${file} has no region ${region}`);
  return withoutMarkers(lines.slice(start + 1, end));
}

function withoutMarkers(lines: readonly string[]): string {
  return lines
    .filter((line) => !/^\/\/ #(?:end)?region/.test(line))
    .join("\n")
    .trim();
}

/** The lines that a snippet says it prints, from its `// prints:` comments. */
export function expectedOutput(text: string): string[] {
  return [...text.matchAll(/\/\/ prints: (.*)$/gm)].map(([, line]) => line!);
}
