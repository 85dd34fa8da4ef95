import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, SerializedError, TestCase, TestModule } from "vitest/node";
import type { Case } from "./case.ts";
import type { StageResult } from "./stage.ts";

/**
 * Writes one case per test, and every annotation as a note, as JSON to the file named by PLINTO_CASES. Vitest's own JSON reporter leaves out why a test
 * was skipped and errors that belong to no test.
 */
export class CasesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env["PLINTO_CASES"];
    if (!file) throw new Error("Name the file for the cases in PLINTO_CASES");
    const cases = modules.flatMap(casesOfModule);
    for (const error of unhandled) cases.push({ title: "nothing goes wrong outside a test", status: "failed", detail: describe(error) });
    const notes = modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.annotations().map((annotation) => annotation.message)));
    writeFileSync(file, JSON.stringify({ cases, notes } satisfies StageResult));
  }
}

// Vitest finds a reporter that is named by its path through the default export.
export { CasesReporter as default };

function casesOfModule(module: TestModule): Case[] {
  const name = `[${module.project.name}] ${path.relative(module.project.config.root, module.moduleId)}`;
  const cases = [...module.children.allTests()].map((test) => caseOf(name, test));
  const errors = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
  if (errors.length > 0) cases.push({ title: `${name} can be read`, status: "failed", detail: errors.map(describe).join("\n\n") });
  return cases;
}

function caseOf(file: string, test: TestCase): Case {
  const title = `${file} › ${test.fullName.replaceAll(" > ", " › ")}`;
  const result = test.result();
  if (result.state === "passed") return { title, status: "passed" };
  if (result.state === "failed") return { title, status: "failed", detail: result.errors.map(describe).join("\n\n") };
  return { title, status: "skipped", detail: (result.state === "skipped" && result.note) || "no reason given" };
}

function describe(error: { message: string; stack?: string | undefined; diff?: string | undefined; cause?: unknown }): string {
  return [error.stack?.includes(error.message) ? error.stack : `${error.message}\n${error.stack ?? ""}`, error.diff ?? ""].join("\n").trimEnd();
}
