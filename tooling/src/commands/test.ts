/**
 * Runs every check and test of the repository, or the stages named as arguments with what they need.
 *
 *   npm test
 *   npm test -- imports lint
 *   npm test -- --list
 *
 * The last line is `N passed, N failed, N skipped`. Under CI=true a skipped test is a failure.
 */
import { availableParallelism } from "node:os";
import { exitCodeOf, stageText, summaryText } from "../test/report.ts";
import { chooseStages, runStages } from "../test/schedule.ts";
import { stages } from "../test/stages.ts";

const names = process.argv.slice(2);
if (names.includes("--list")) {
  for (const { name, about } of stages) console.log(`${name.padEnd(12)} ${about}`);
} else {
  const ci = process.env["CI"] === "true";
  let chosen: ReturnType<typeof chooseStages> = [];
  try {
    chosen = chooseStages(stages, names);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
  const reports = await runStages(chosen, {
    cores: Math.min(2, availableParallelism()),
    now: () => performance.now(),
    onReport: (report) => console.log(stageText(report)),
  });
  console.log(summaryText(reports, ci));
  process.exitCode = exitCodeOf(reports, ci);
}
