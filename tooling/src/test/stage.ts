import type { Case } from "./case.ts";

/** One step of the test command. */
export interface Stage {
  name: string;
  /** What it looks at, for the list of stages. */
  about: string;
  /** Names of the stages whose result it works on. */
  needs?: readonly string[];
  /** How many processor cores it keeps busy; 1 when absent. */
  cores?: number;
  run(): Promise<StageResult> | StageResult;
}

export interface StageResult {
  cases: Case[];
  /** Figures worth a line of their own: sizes, versions. */
  notes?: string[];
}

/** A stage that has run. */
export interface StageReport {
  name: string;
  cases: Case[];
  notes: string[];
  seconds: number;
}
