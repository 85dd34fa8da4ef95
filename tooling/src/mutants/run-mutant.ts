import type { Case } from "../test/case.ts";
import { runVitest } from "../test/run-vitest.ts";
import { mutantVariable, type Mutant } from "./mutant.ts";

/** What became of a mutant. */
export interface Fate {
  readonly id: string;
  /** The test that noticed it; undefined for a survivor. */
  readonly killer: string | undefined;
}

/** The projects whose tests run the sources, not what is built of them. */
export const testedProjects: readonly string[] = ["cli", "core", "examples", "mock", "node", "policy", "react", "realtime", "tests", "webhooks"];

/**
 * Lets the tests loose on one mutant: those that are likely to notice it one file after the other, then all. Of several
 * tests of a file that notice it the first by name is told, so that the same sources give the same answer.
 *
 * @throws Error when the tests cannot be run at all
 */
export async function runMutant(mutant: Mutant): Promise<Fate> {
  for (const file of mutant.tests) {
    const killer = await killerAmong(mutant, [file]);
    if (killer !== undefined) return { id: mutant.id, killer };
  }
  const killer = await killerAmong(mutant, []);
  if (killer !== undefined) await requireHealthy(killer);
  return { id: mutant.id, killer };
}

/** A test that fails anyway has noticed nothing. @throws Error when it does */
async function requireHealthy(killer: string): Promise<void> {
  const [file = ""] = killer.replace(/^\[\w+\] /, "").split(" › ");
  const { cases } = await runVitest(testedProjects, {}, [file]);
  if (cases.some(({ status, title }) => status === "failed" && title === killer)) throw new Error(`Without any mutant this test fails: ${killer}`);
}

/** The first failing test by name, among the files named or all. */
async function killerAmong({ id }: Mutant, files: readonly string[]): Promise<string | undefined> {
  const { cases } = await runVitest(testedProjects, { [mutantVariable]: id }, files);
  if (cases.length === 0) throw new Error(`${id}: none of these files has a test: ${files.join(", ")}`);
  return firstFailure(cases);
}

/** The name of the first test that failed. A file that cannot even be read has noticed nothing, and neither has a test that ran out of time. */
export function firstFailure(cases: readonly Case[]): string | undefined {
  return cases
    .filter(({ status, title, detail = "" }) => status === "failed" && title.includes(" › ") && !/(?:Test|Hook) timed out in \d+ms/.test(detail))
    .map(({ title }) => title)
    .sort()[0];
}
