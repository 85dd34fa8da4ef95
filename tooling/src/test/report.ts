import type { Case } from "./case.ts";
import type { StageReport } from "./stage.ts";

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

/** Counts the cases of all stages. */
export function totalsOf(reports: readonly StageReport[]): Totals {
  const count = (status: Case["status"]): number => reports.reduce((sum, report) => sum + report.cases.filter((one) => one.status === status).length, 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** One line for a stage, then its figures, its failures in full and its skips with their reasons. */
export function stageText(report: StageReport): string {
  const { passed, failed, skipped } = totalsOf([report]);
  const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} failed`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
  const lines = [`${failed > 0 ? "✗" : "✓"} ${report.name.padEnd(12)} ${counts}  ${report.seconds.toFixed(1)} s`];
  lines.push(...report.notes.map((note) => `    ${note}`));
  for (const one of report.cases) {
    if (one.status === "failed") lines.push(`  ✗ ${one.title}`, ...indented(one.detail));
    if (one.status === "skipped") lines.push(`  - ${one.title}: ${one.detail ?? "no reason given"}`);
  }
  return lines.join("\n");
}

/** The last lines of the command: what decides the exit code, and the sum. */
export function summaryText(reports: readonly StageReport[], ci: boolean): string {
  const { passed, failed, skipped } = totalsOf(reports);
  const lines: string[] = [];
  if (failed > 0) {
    lines.push("Failed:");
    for (const report of reports) for (const one of report.cases) if (one.status === "failed") lines.push(`  ${report.name}: ${one.title}`);
  }
  if (ci && skipped > 0) {
    lines.push("Nothing may be skipped under CI:");
    for (const report of reports)
      for (const one of report.cases) if (one.status === "skipped") lines.push(`  ${report.name}: ${one.title}: ${one.detail ?? "no reason given"}`);
  }
  lines.push(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines.join("\n");
}

/** 1 when something failed, or when something was skipped under CI. */
export function exitCodeOf(reports: readonly StageReport[], ci: boolean): 0 | 1 {
  const { failed, skipped } = totalsOf(reports);
  return failed > 0 || (ci && skipped > 0) ? 1 : 0;
}

function indented(text: string | undefined): string[] {
  return (text ?? "")
    .trimEnd()
    .split("\n")
    .map((line) => `      ${line}`);
}
