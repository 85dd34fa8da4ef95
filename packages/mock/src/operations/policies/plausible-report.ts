import type { ReportedPolicyEvaluation } from "@plinto/spec";
import { parseTimestamp } from "../../kernel/timestamp.ts";
import type { Fault } from "../../pipeline/problem.ts";
import { isDateTime } from "../../validation/formats.ts";

const dayMs = 86_400_000;
/** Clocks of others differ. */
const aheadMs = dayMs;
/** Nothing is kept for longer in an audit log. */
const backMs = 3_650 * dayMs;

const allowing: readonly string[] = ["policy_allow", "role_allow"];

/** What cannot be true of a decision that somebody reports. */
export function implausible({ time, decision, reason }: ReportedPolicyEvaluation, at: string, now: number): Fault[] {
  const faults: Fault[] = [];
  const pointer = `${at}/time`;
  if (!isDateTime(time)) faults.push({ pointer, code: "format", message: "time must be a valid date-time in the years 0001 to 9999 of UTC" });
  else if (parseTimestamp(time) > now + aheadMs) faults.push({ pointer, code: "time_implausible", message: "time must not be more than a day ahead" });
  else if (parseTimestamp(time) < now - backMs) faults.push({ pointer, code: "time_implausible", message: "time must not be more than ten years ago" });
  if ((decision === "allow") !== allowing.includes(reason))
    faults.push({ pointer: `${at}/reason`, code: "reason_implausible", message: `reason must be one for which the decision is ${decision}` });
  return faults;
}
