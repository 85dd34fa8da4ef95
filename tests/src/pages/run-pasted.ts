import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { inRoot } from "../../../tooling/src/root.ts";

/** What a program printed and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs text as if it had been pasted into a shell. Where there is no curl, `curl.mjs` beside this file takes its place. */
export function runInShell(text: string): Promise<Ended> {
  const hasCurl = spawnSync("curl", ["--version"]).status === 0;
  return run("bash", ["-c", text], hasCurl ? undefined : folderWithCurl());
}

/** The same without the machine's curl. */
export function runInShellWithoutCurl(text: string): Promise<Ended> {
  return run("bash", ["-c", text], folderWithCurl());
}

/** Runs text as a module of a project that has installed the built packages. */
export function runAsModule(text: string): Promise<Ended> {
  const folder = inRoot("tests", "node_modules", ".plinto");
  mkdirSync(folder, { recursive: true });
  const file = path.join(mkdtempSync(path.join(folder, "pasted-")), "first-request.mjs");
  onTestFinished(() => rmSync(path.dirname(file), { recursive: true, force: true }));
  writeFileSync(file, text);
  return run(process.execPath, [file]);
}

function folderWithCurl(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-curl-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = path.join(folder, "curl");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${path.join(import.meta.dirname, "curl.mjs")}' "$@"\n`);
  chmodSync(program, 0o755);
  return folder;
}

function run(program: string, args: readonly string[], first?: string): Promise<Ended> {
  const search = first === undefined ? process.env["PATH"] : `${first}${path.delimiter}${process.env["PATH"] ?? ""}`;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH: search, NODE_OPTIONS: "" } });
    let out = "";
    let error = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (out += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (error += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, error }));
  });
}
