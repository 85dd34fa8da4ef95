import { spawn } from "node:child_process";
import { inRoot } from "../../../tooling/src/root.ts";

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a file as a program of its own, on the packages' sources. */
export function runSnippet(file: string, flags: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@plinto/source", ...flags, file], {
      cwd: inRoot("docs"),
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 25_000,
    });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (ended.stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (ended.stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}
