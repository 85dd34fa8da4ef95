import { failed, skipped } from "./case.ts";
import type { Stage, StageReport } from "./stage.ts";

export interface ScheduleOptions {
  /** Processor cores to fill. */
  cores: number;
  /** Milliseconds, growing. */
  now(): number;
  /** Called as each stage ends. */
  onReport(report: StageReport): void;
}

/**
 * Runs stages in their order, several at a time while cores are free. A stage waits for the stages it needs; when one
 * of those failed, it is skipped with that reason. A stage that throws is one failed case.
 */
export async function runStages(stages: readonly Stage[], options: ScheduleOptions): Promise<StageReport[]> {
  const reports = new Map<string, StageReport>();
  const waiting = [...stages];
  const running = new Map<string, Promise<void>>();
  let free = options.cores;

  const start = (stage: Stage): void => {
    const cores = Math.min(stage.cores ?? 1, options.cores);
    free -= cores;
    const work = runStage(stage, reports, options.now).then((report) => {
      free += cores;
      running.delete(stage.name);
      reports.set(stage.name, report);
      options.onReport(report);
    });
    running.set(stage.name, work);
  };

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.findIndex(
      (stage) =>
        Math.min(stage.cores ?? 1, options.cores) <= free &&
        (stage.needs ?? []).every((name) => reports.has(name) || !stages.some((other) => other.name === name)),
    );
    if (next >= 0) start(waiting.splice(next, 1)[0]!);
    else if (running.size > 0) await Promise.race(running.values());
    else throw new Error(`These stages need each other in a circle: ${waiting.map((stage) => stage.name).join(", ")}`);
  }
  return stages.map((stage) => reports.get(stage.name)!);
}

async function runStage(stage: Stage, reports: ReadonlyMap<string, StageReport>, now: () => number): Promise<StageReport> {
  const started = now();
  const broken = (stage.needs ?? []).filter((name) =>
    reports.get(name)?.cases.some((one) => one.status === "failed" || (one.status === "skipped" && one.title === name)),
  );
  if (broken.length > 0)
    return { name: stage.name, cases: [skipped(stage.name, `it works on the result of ${broken.join(" and ")}, which failed`)], notes: [], seconds: 0 };
  const seconds = (): number => (now() - started) / 1000;
  try {
    const { cases, notes = [] } = await stage.run();
    return { name: stage.name, cases, notes, seconds: seconds() };
  } catch (error) {
    return {
      name: stage.name,
      cases: [failed(`${stage.name} runs to its end`, error instanceof Error ? (error.stack ?? error.message) : String(error))],
      notes: [],
      seconds: seconds(),
    };
  }
}

/** The named stages with everything they need, in the order of `stages`; all when none is named. */
export function chooseStages(stages: readonly Stage[], names: readonly string[]): Stage[] {
  if (names.length === 0) return [...stages];
  const wanted = new Set<string>();
  const want = (name: string): void => {
    const stage = stages.find((one) => one.name === name);
    if (!stage) throw new Error(`There is no stage "${name}". Stages: ${stages.map((one) => one.name).join(", ")}`);
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const needed of stage.needs ?? []) want(needed);
  };
  for (const name of names) want(name);
  return stages.filter((stage) => wanted.has(stage.name));
}
