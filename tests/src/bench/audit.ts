import { start } from "./children.ts";
import type { Row } from "./round.ts";

/** How the audit log did at so many rows. */
export interface AuditDay {
  readonly rows: number;
  readonly writesPerSecond: number;
  readonly pageMilliseconds: number;
  readonly megabytes: number;
}

const many = 100_000;
const wholeDay = 1_000_000;
// A million in a day, one after another.
const needed = wholeDay / 86_400;

/** An audit log as it grows to the million events of a busy day. */
export async function auditRows(): Promise<Row[]> {
  const { child, message } = await start<AuditDay[]>("audit-day.ts", [String(many), String(wholeDay)], ["--max-old-space-size=8192"]);
  child.kill();
  const [first, day] = message as [AuditDay, AuditDay];
  return [
    pageRow(first, 20),
    pageRow(day, 200),
    {
      path: `changes with an audit row, up to ${wholeDay} rows`,
      value: `${day.writesPerSecond.toFixed(0)}/s (${day.megabytes.toFixed(0)} MB in the end)`,
      must: `≥ ${needed.toFixed(1)}/s, a million in a day`,
      held: day.writesPerSecond >= needed,
    },
  ];
}

function pageRow({ rows, pageMilliseconds }: AuditDay, most: number): Row {
  return {
    path: `a page of 1,000 audit rows by action and time out of ${rows}`,
    value: `${pageMilliseconds.toFixed(1)} ms`,
    must: `≤ ${most} ms`,
    held: pageMilliseconds <= most,
  };
}
