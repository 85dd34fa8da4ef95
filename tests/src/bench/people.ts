import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { start } from "./children.ts";
import type { Row } from "./round.ts";

/** Somebody at work: who they are to the API, and where. */
export interface Person {
  readonly accessToken: string;
  readonly organizationId: string;
}

/** What people at work have seen. */
export interface WorkReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly refused: number;
  readonly firstRefusal: string | null;
  /** Changes that were answered and are not there. */
  readonly lost: number;
}

const people = 10_000;
const thinkMilliseconds = 10_000;

/** Ten thousand people at work at once, each with a connection and ten seconds of thought between two requests. */
export async function peopleRows(): Promise<Row[]> {
  const served = await start<{ url: string; people: Person[] }>("people-server.ts", [String(people)]);
  try {
    const report = await put(served.message);
    return [
      {
        path: `${people} people at work, mixed operations: time to the answer, 95th percentile`,
        value: `${report.p95.toFixed(1)} ms (median ${report.p50.toFixed(1)} ms, 99th ${report.p99.toFixed(1)} ms, ${report.perSecond.toFixed(0)} requests/s)`,
        must: "< 200 ms",
        held: report.p95 < 200,
      },
      {
        path: `of their ${report.requests} requests refused, of their changes lost`,
        value: `${report.refused} and ${report.lost}${report.firstRefusal === null ? "" : ` (${report.firstRefusal})`}`,
        must: "0 and 0",
        held: report.refused === 0 && report.lost === 0,
      },
    ];
  } finally {
    served.child.kill();
  }
}

async function put({ url, people: working }: { readonly url: string; readonly people: readonly Person[] }): Promise<WorkReport> {
  const load = fork(fileURLToPath(new URL("people-load.ts", import.meta.url)), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  try {
    await once(load, "message");
    load.send({ url, people: working, thinkMilliseconds, milliseconds: 20_000 });
    const [report] = (await once(load, "message")) as [WorkReport];
    return report;
  } finally {
    load.kill();
  }
}
