/**
 * `npm run bench`: the performance rows, each a ratio against a named baseline inside one run. Times are medians of
 * interleaved rounds; the spread of the baseline says how noisy the machine is. `npm run bench -- realtime graphql`
 * measures some subjects.
 */
import { printRows } from "./round.ts";
import { chosenSubjects, type Subject } from "./subjects.ts";

let chosen: readonly Subject[];
try {
  chosen = chosenSubjects(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exit(2);
}
for (const { title, rows } of chosen) printRows(title, await rows());
process.exit(0);
