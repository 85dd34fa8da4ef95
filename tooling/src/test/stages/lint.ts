import { inRoot } from "../../root.ts";
import { casesOf, failed } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

interface Report {
  diagnostics: { message: string; code?: string; help?: string; filename: string; labels: { span: { line: number; column: number } }[] }[];
  number_of_files: number;
}

/** oxlint with types. */
export const lint: Stage = {
  name: "lint",
  about: "oxlint --type-aware",
  // The examples see the packages as built.
  needs: ["build"],
  async run() {
    const { stdout, output } = await runProgram(process.execPath, [inRoot("node_modules", "oxlint", "bin", "oxlint"), "--type-aware", "--format=json"]);
    let report: Report;
    try {
      report = JSON.parse(stdout) as Report;
    } catch {
      return { cases: [failed("oxlint runs to its end", output)] };
    }
    const problems = new Map<string, string[]>();
    for (const { filename, message, code, help, labels } of report.diagnostics) {
      const at = labels[0]?.span;
      problems.set(filename, [
        ...(problems.get(filename) ?? []),
        `${at ? `${at.line}:${at.column} ` : ""}${message} (${code ?? "syntax"})${help ? ` ${help}` : ""}`,
      ]);
    }
    const clean = Array.from({ length: Math.max(0, report.number_of_files - problems.size) }, (_, index) => `clean file ${index + 1}`);
    return { cases: casesOf(clean, problems) };
  },
};
