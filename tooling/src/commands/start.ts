/** Builds what the platform needs and runs it: `plinto dev` with the arguments given. */
import { spawn, spawnSync } from "node:child_process";
import { inRoot } from "../root.ts";

const build = spawnSync("turbo", ["run", "build", "--filter=@plinto/cli...", "--output-logs=errors-only"], { cwd: inRoot(), stdio: "inherit" });
if (build.status !== 0) process.exit(build.status ?? 1);
const server = spawn(process.execPath, [inRoot("packages", "cli", "dist", "main.js"), "dev", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));
