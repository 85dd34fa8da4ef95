import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root: string = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A path inside the repository. */
export function inRoot(...parts: string[]): string {
  return path.join(root, ...parts);
}
