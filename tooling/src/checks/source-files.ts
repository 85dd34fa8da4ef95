import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../root.ts";

/** A text file of the repository; `path` is relative to its folder, with slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

const ignoredFolders = new Set([
  "node_modules",
  "dist",
  ".git",
  ".turbo",
  ".next",
  ".plinto",
  "coverage",
  "plinto-data",
  ".vitest-attachments",
  "__screenshots__",
]);

/** Every file below a folder of the repository whose name `wanted` accepts, without what is built or installed. */
export function sourceFiles(folder: string, wanted: (name: string) => boolean): SourceFile[] {
  const found: SourceFile[] = [];
  const walk = (relative: string): void => {
    for (const entry of readdirSync(inRoot(relative), { withFileTypes: true })) {
      const file = path.posix.join(relative, entry.name);
      if (entry.isDirectory()) {
        if (!ignoredFolders.has(entry.name)) walk(file);
      } else if (wanted(entry.name)) {
        found.push({ path: file, text: readFileSync(inRoot(file), "utf8") });
      }
    }
  };
  walk(folder);
  return found;
}

/** The hand-written and generated TypeScript sources of every package. */
export function packageSources(): SourceFile[] {
  return sourceFiles("packages", (name) => /\.(ts|tsx|mts|cts)$/.test(name)).filter((file) => /^packages\/[^/]+\/src\//.test(file.path));
}
