import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../root.ts";

/** The screens of examples/spa that go into other projects, by the names of their folders. */
export const screens: readonly string[] = ["sign-in"];

/** A file of a screen, by its path below the folder of the screen, with slashes. */
export interface ScreenFile {
  readonly path: string;
  readonly text: string;
}

/** The files of a screen: components, what they stand on, and their looks. */
export function screenFiles(screen: string): ScreenFile[] {
  const folder = inRoot("examples", "spa", "src", screen);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(tsx?|css)$/.test(file))
    .toSorted()
    .map((file) => ({ path: file.replaceAll(path.sep, "/"), text: readFileSync(path.join(folder, file), "utf8") }));
}
