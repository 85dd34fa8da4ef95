import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inRoot } from "../root.ts";
import { failed } from "./case.ts";
import { runProgram } from "./run-program.ts";
import type { StageResult } from "./stage.ts";

/** Runs vitest projects, whole or the files named, and returns a case per test and what the tests annotated. */
export async function runVitest(projects: readonly string[], env: NodeJS.ProcessEnv = {}, files: readonly string[] = []): Promise<StageResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-vitest-"));
  try {
    const file = path.join(folder, "cases.json");
    const args = [
      inRoot("node_modules", "vitest", "vitest.mjs"),
      "run",
      ...files,
      "--reporter",
      inRoot("tooling", "src", "test", "vitest-reporter.ts"),
      "--passWithNoTests",
      ...projects.flatMap((name) => ["--project", name]),
    ];
    const { code, output } = await runProgram(process.execPath, args, { env: { ...env, PLINTO_CASES: file }, timeoutMs: 900_000 });
    if (!existsSync(file)) return { cases: [failed("vitest runs to its end", output)] };
    const { cases, notes = [] } = JSON.parse(readFileSync(file, "utf8")) as StageResult;
    if (code !== 0 && !cases.some((one) => one.status === "failed")) cases.push(failed("vitest ends without an error", output));
    return { cases, notes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
