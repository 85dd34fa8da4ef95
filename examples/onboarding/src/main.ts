import { writeFileSync } from "node:fs";
import { type Arguments, readArguments, UsageError } from "./arguments.ts";
import { onboard, resultsCsv } from "./onboard.ts";

try {
  process.exitCode = await main(readArguments(process.argv.slice(2), process.env));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  console.error("PLINTO_URL=… PLINTO_SECRET_KEY=sk_… node src/main.ts tenants.csv [--concurrency 8] [--results results.csv]");
  process.exitCode = 2;
}

async function main({ admin, tenants, concurrency, results }: Arguments): Promise<number> {
  const ending = new AbortController();
  process.once("SIGINT", () => ending.abort(new Error("Ended by hand.")));
  const report = await onboard(admin, tenants, { concurrency, signal: ending.signal, progress: (line) => console.log(line) });
  writeFileSync(results, resultsCsv(report));
  console.log(`${report.succeeded} succeeded, ${report.failed} failed. The outcome of each is in ${results}.`);
  if (report.aborted) console.log("Ended before the last. Run it again to go on.");
  else if (report.failed > 0) console.log("Correct what failed and run it again: what is there stays as it is.");
  return report.failed > 0 || report.aborted ? 1 : 0;
}
