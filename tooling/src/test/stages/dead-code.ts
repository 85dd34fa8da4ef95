import { inRoot } from "../../root.ts";
import { casesOf, failed } from "../case.ts";
import { runProgram } from "../run-program.ts";
import type { Stage } from "../stage.ts";

type Finding = { name: string; line?: number };
type Row = { file: string } & Record<string, Finding[] | string | undefined>;

const kinds: Readonly<Record<string, string>> = {
  files: "is reached by nothing",
  dependencies: "is a dependency that nothing needs",
  devDependencies: "is a development dependency that nothing needs",
  optionalPeerDependencies: "is an optional peer that is used without being listed",
  unlisted: "is used but not listed in package.json",
  unresolved: "cannot be resolved",
  binaries: "is a program that no dependency has",
  exports: "is exported and taken by nothing",
  duplicates: "is exported twice",
};

/** knip. */
export const deadCode: Stage = {
  name: "dead-code",
  about: "knip: files, exports and dependencies that nothing needs",
  async run() {
    const { stdout, output } = await runProgram(process.execPath, [
      inRoot("node_modules", "knip", "bin", "knip.js"),
      "--reporter",
      "json",
      "--no-config-hints",
    ]);
    let rows: Row[];
    try {
      rows = (JSON.parse(stdout) as { issues: Row[] }).issues;
    } catch {
      return { cases: [failed("knip runs to its end", output)] };
    }
    const problems = new Map<string, string[]>();
    for (const row of rows) {
      for (const [kind, says] of Object.entries(kinds)) {
        const findings = row[kind];
        if (!Array.isArray(findings)) continue;
        for (const { name, line } of findings) problems.set(row.file, [...(problems.get(row.file) ?? []), `${line ? `line ${line}: ` : ""}${name} ${says}`]);
      }
    }
    return {
      cases: casesOf(
        Object.values(kinds)
          .map((says) => `nothing ${says}`)
          .filter(() => problems.size === 0),
        problems,
      ),
    };
  },
};
