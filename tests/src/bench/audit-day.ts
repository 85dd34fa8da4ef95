/** The audit log of a busy day, in a process of its own: so many changes made, and pages of the log read on the way. */
import type { AuditDay } from "./audit.ts";
import { call, rename, worldOf } from "./worlds.ts";

const stops = process.argv.slice(2).map(Number);
const organizations = 200;
const mock = await worldOf(organizations);
const ids = Object.values(mock.seed.organizations as Readonly<Record<string, { readonly id: string }>>).map(({ id }) => id);
const days: AuditDay[] = [];
let made = 0;
let milliseconds = 0;
for (const stop of stops) {
  const from = performance.now();
  while (made < stop) await rename(mock, ids[made % organizations]!, (made += 1));
  milliseconds += performance.now() - from;
  // The newest half is left out, so that the filter has something to skip.
  const middle = mock.events[Math.floor(stop / 2)]!.occurredAt;
  days.push({
    rows: stop,
    writesPerSecond: (stop * 1000) / milliseconds,
    pageMilliseconds: await pageTime(`action=organization.updated&occurredAt[lt]=${middle}`),
    megabytes: process.memoryUsage().rss / 1_000_000,
  });
}
process.send?.(days, () => process.exit(0));

async function pageTime(filter: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    const from = performance.now();
    const text = await call(mock, "GET", `/v1/audit-logs?pageSize=1000&${filter}`);
    times.push(performance.now() - from);
    const page = JSON.parse(text) as { data: unknown[] };
    if (page.data.length !== 1000) throw new Error(`A page of 1,000 had ${page.data.length} rows`);
  }
  return times.toSorted((a, b) => a - b)[7]!;
}
