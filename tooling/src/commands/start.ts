/** Builds what the platform needs and runs it, with the example application beside it: `plinto dev` with the arguments given. */
import { spawn, spawnSync } from "node:child_process";
import { inRoot } from "../root.ts";

const spa = inRoot("examples", "spa");
run("turbo", ["run", "build", "--filter=@plinto/cli...", "--filter=@plinto/example-spa^...", "--output-logs=errors-only"], inRoot());
run("vite", ["build", "--mode", "beside", "--logLevel", "warn"], spa);
const given = process.argv.slice(2);
const app = given.some((argument) => argument.startsWith("--app")) ? [] : ["--app", inRoot("examples", "spa", "dist", "beside")];
const server = spawn(process.execPath, [inRoot("packages", "cli", "dist", "main.js"), "dev", ...app, ...given], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => process.exit(code ?? 0));

/** Runs a program of the repository, and ends with it where it fails. */
function run(program: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, args, { cwd, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
