import { existsSync, readFileSync } from "node:fs";
import { inRoot } from "../root.ts";

/** The committed result of the last whole run, from the root of the repository. */
export const resultsFile = "tooling/src/mutants/results.json";

/** Id of a mutant → the test that noticed it. */
export type MutantResults = Readonly<Record<string, string>>;

export function readResults(): MutantResults {
  const file = inRoot(resultsFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as MutantResults) : {};
}
