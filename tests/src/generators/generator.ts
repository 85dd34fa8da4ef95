import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { inRoot } from "../../../tooling/src/root.ts";
import { runProgram, type ProgramResult } from "../../../tooling/src/test/run-program.ts";

/** The description as it is published. */
export const description: string = inRoot("spec", "dist", "plinto.openapi.json");

/** A folder for what a generator writes, gone when the test ends. */
export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-generated-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a generator that the tests depend on, by its package and the file of its program. */
export function generate(generator: string, file: string, args: readonly string[]): Promise<ProgramResult> {
  return runProgram(process.execPath, [inRoot("tests", "node_modules", generator, file), ...args], {
    cwd: tmpdir(),
    env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NODE_OPTIONS: "" },
  });
}

/** Writes a program beside what was generated and returns what a strict compiler says to both; nothing when all is well. */
export async function compile(folder: string, program: string): Promise<string> {
  writeFileSync(path.join(folder, "program.ts"), program);
  const options = ["--strict", "--noEmit", "--target", "es2022", "--module", "preserve", "--lib", "es2023,dom,dom.iterable", "--types", ""];
  const { output } = await runProgram(process.execPath, [inRoot("tests", "node_modules", "typescript7", "bin", "tsc"), ...options, "program.ts"], {
    cwd: folder,
  });
  return output;
}

/** Bundles the program and runs it. */
export async function runCompiled(folder: string, env: NodeJS.ProcessEnv): Promise<ProgramResult> {
  const outfile = path.join(folder, "program.mjs");
  await build({ entryPoints: [path.join(folder, "program.ts")], outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" });
  return runProgram(process.execPath, [outfile], { cwd: folder, env: { ...env, NODE_OPTIONS: "" } });
}
