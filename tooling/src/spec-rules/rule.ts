import type { Document } from "../description/openapi.ts";

/** One rule of the description. */
export interface SpecRule {
  /** Its name, as the test command prints it. */
  name: string;
  /** What holds when it finds nothing. */
  says: string;
  /** Names every place that breaks it. */
  check(document: Document): string[];
}
