/** Builds the packages and writes their public names to packages/<name>/api/current.md. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { apiFile, currentPages, importedPackages } from "../api/files.ts";
import { inRoot } from "../root.ts";

const filters = importedPackages().map(({ manifest }) => `--filter=${manifest.name}`);
const build = spawnSync("turbo", ["run", "build", ...filters, "--output-logs=errors-only"], { cwd: inRoot(), stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
for (const [one, page] of currentPages()) {
  mkdirSync(path.dirname(apiFile(one)), { recursive: true });
  writeFileSync(apiFile(one), page);
  console.log(path.relative(inRoot(), apiFile(one)));
}
