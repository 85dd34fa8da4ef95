import { spawn } from "node:child_process";
import { root } from "../root.ts";

export interface ProgramOptions {
  /** Working directory; the repository when absent. */
  cwd?: string;
  /** Added to the caller's environment. */
  env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the program is ended; 10 minutes when absent. */
  timeoutMs?: number;
}

export interface ProgramResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Both, in the order they came. */
  output: string;
}

/** Runs a program to its end and keeps what it printed. A program that cannot be started rejects. */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd = root, env = {}, timeoutMs = 600_000 }: ProgramOptions = {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
    });
    const result: ProgramResult = { code: 1, stdout: "", stderr: "", output: "" };
    const keep = (stream: "stdout" | "stderr") => (chunk: string) => {
      result[stream] += chunk;
      result.output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", keep("stdout"));
    child.stderr.setEncoding("utf8").on("data", keep("stderr"));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal) result.output += `\n${program} was ended by ${signal}`;
      resolve({ ...result, code: code ?? 1 });
    });
  });
}
