/**
 * Breaks the sources in one place at a time and runs the tests: each such mutant has to be noticed.
 *
 *   npm run mutants
 *   npm run mutants -- token-expiry-skipped scope-unchecked
 *
 * A whole run writes who noticed what to tooling/src/mutants/results.json and docs/reference/mutants.md. Fails for a
 * mutant that nobody notices, and for one whose text is no longer in its file.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { emitMutants } from "../generate/mutants.ts";
import { allMutants } from "../mutants/list/all.ts";
import { misfitOf } from "../mutants/mutant.ts";
import { readResults, resultsFile } from "../mutants/results.ts";
import { firstFailure, runMutant, testedProjects, type Fate } from "../mutants/run-mutant.ts";
import { inRoot } from "../root.ts";
import { runVitest } from "../test/run-vitest.ts";

const names = process.argv.slice(2);
const chosen = names.length === 0 ? allMutants : allMutants.filter(({ id }) => names.includes(id));
const unknown = names.filter((name) => !allMutants.some(({ id }) => id === name));
const misfits = allMutants.flatMap((mutant) => {
  const file = inRoot(mutant.file);
  return misfitOf(mutant, existsSync(file) ? readFileSync(file, "utf8") : undefined) ?? [];
});
if (unknown.length > 0 || misfits.length > 0) {
  for (const line of [...unknown.map((name) => `There is no mutant ${name}`), ...misfits]) console.error(line);
  process.exit(2);
}

// Some tests read what the packages ship.
const build = spawnSync("turbo", ["run", "build", "--filter=./packages/*", "--output-logs=errors-only"], { cwd: inRoot(), stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);

// Tests that fail anyway would kill every mutant.
const healthy = await runVitest(testedProjects, {}, [...new Set(chosen.flatMap(({ tests }) => tests))]);
const failure = firstFailure(healthy.cases);
if (failure !== undefined) {
  console.error(`Without any mutant this test fails: ${failure}`);
  process.exit(1);
}

const waiting = [...chosen];
const fates: Fate[] = [];
async function work(): Promise<void> {
  for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
    const fate = await runMutant(mutant);
    fates.push(fate);
    console.log(fate.killer === undefined ? `✗ ${fate.id} survives: ${mutant.breaks}` : `✓ ${fate.id}\n    ${fate.killer}`);
  }
}
await Promise.all([work(), work()]);

const survivors = fates.filter(({ killer }) => killer === undefined);
const killers = { ...(names.length === 0 ? {} : readResults()), ...Object.fromEntries(fates.map(({ id, killer }) => [id, killer ?? ""])) };
const results = Object.fromEntries(allMutants.flatMap(({ id }) => (killers[id] ? [[id, killers[id]]] : [])));
writeFileSync(inRoot(resultsFile), `${JSON.stringify(results, null, 2)}\n`);
for (const [file, text] of emitMutants()) writeFileSync(inRoot(file), text);
console.log(`${fates.length - survivors.length} of ${fates.length} mutants are noticed`);
process.exitCode = survivors.length > 0 ? 1 : 0;
