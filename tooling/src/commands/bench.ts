/** Builds the packages and prints the performance rows. */
import { spawnSync } from "node:child_process";
import { inRoot } from "../root.ts";

const build = spawnSync(
  "turbo",
  [
    "run",
    "build",
    "--filter=@plinto/cli...",
    "--filter=@plinto/core",
    "--filter=@plinto/node",
    "--filter=@plinto/policy",
    "--filter=@plinto/webhooks",
    "--output-logs=errors-only",
  ],
  {
    cwd: inRoot(),
    stdio: "inherit",
  },
);
if (build.status !== 0) process.exit(build.status ?? 1);
const bench = spawnSync(process.execPath, [inRoot("tests", "src", "bench", "main.ts"), ...process.argv.slice(2)], { cwd: inRoot(), stdio: "inherit" });
process.exit(bench.status ?? 1);
