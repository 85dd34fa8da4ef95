import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../root.ts";

/** Operation → what is proved about it: marks, events as `event.<type>`, and refusals that time brings as `code.<code>`. Sorted. */
export type Evidence = Readonly<Record<string, readonly string[]>>;

/** The committed evidence, from the root of the repository. */
export const evidenceFile = "tests/src/evidence/evidence.json";

/** Where a run of the tests writes what it has seen. */
export const recordFolder: string = inRoot(".plinto", "evidence");

export function committedEvidence(): Evidence {
  const file = inRoot(evidenceFile);
  return existsSync(file) ? parseEvidence(readFileSync(file, "utf8")) : {};
}

/** What the processes of a test run have written, merged: the same for the same tests, in whatever order they ran. */
export function recordedEvidence(folder: string = recordFolder): Evidence {
  const seen = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) {
    for (const line of readFileSync(path.join(folder, file), "utf8").split("\n")) {
      if (line === "") continue;
      const { operation, mark } = JSON.parse(line) as { operation: string; mark: string };
      if (mark.startsWith("code.") && !isTimeCode(mark.slice("code.".length))) continue;
      seen.set(operation, (seen.get(operation) ?? new Set()).add(mark));
    }
  }
  return Object.fromEntries([...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([operation, marks]) => [operation, [...marks].sort()]));
}

/** What a credential is refused with when its time is over: told as `denied.expired`. */
const credentialCodes: readonly string[] = ["access_token_expired", "api_key_expired", "pending_token_expired"];

/** Whether a refusal comes of time that has passed, by the operation's own rules. */
export function isTimeCode(code: string): boolean {
  return (code.endsWith("_expired") && !credentialCodes.includes(code)) || code === "step_up_required" || code === "account_locked";
}

/** The file of it: a line per mark, so that a change shows what was lost and gained. */
export function evidenceText(evidence: Evidence): string {
  return `${JSON.stringify(missingFrom(evidence, {}), null, 2)}\n`;
}

function parseEvidence(text: string): Evidence {
  const evidence: Record<string, string[]> = {};
  for (const line of JSON.parse(text) as readonly string[]) {
    const [operation, mark] = line.split(": ") as [string, string];
    (evidence[operation] ??= []).push(mark);
  }
  return evidence;
}

/** What one has and the other has not, as `getMember: denied.expired`. */
export function missingFrom(one: Evidence, other: Evidence): string[] {
  return Object.entries(one).flatMap(([operation, marks]) => marks.filter((mark) => !other[operation]?.includes(mark)).map((mark) => `${operation}: ${mark}`));
}
