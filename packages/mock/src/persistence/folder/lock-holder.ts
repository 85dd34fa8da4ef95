import { readFileSync } from "node:fs";

/** Who has a lock. */
export interface Holder {
  readonly pid: number;
  /** When the process began, by its own clock. */
  readonly startedAt: number;
  /** When it began, as the system counts, which tells it from a later process of the same number; nothing where the system does not tell. */
  readonly begun: string | undefined;
}

export function self(): Holder {
  return { pid: process.pid, startedAt: performance.timeOrigin, begun: begunAt(process.pid) };
}

export function spell({ pid, startedAt, begun }: Holder): string {
  return `${[pid, startedAt, ...(begun === undefined ? [] : [begun])].join(" ")}\n`;
}

export function readHolder(text: string): Holder {
  const [pid, startedAt, begun] = text.trim().split(" ");
  return { pid: Number(pid), startedAt: Number(startedAt), begun };
}

/** Whether the process that wrote a lock still runs. When that cannot be told, it does. */
export function isAlive({ pid, startedAt, begun }: Holder): boolean {
  // A lock without a number belongs to a process that died between making the file and writing to it.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  const now = begun === undefined ? undefined : begunAt(pid);
  if (now !== undefined) return now === begun;
  // In a container the process before had the same number.
  if (pid === process.pid) return startedAt === performance.timeOrigin;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The start of a process in ticks since the system started, and which start of the system that was (proc(5), Linux). */
function begunAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is a name that may hold spaces and brackets; the start is the 22nd.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    const system = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return ticks === undefined || system === "" ? undefined : `${system}/${ticks}`;
  } catch {
    return undefined;
  }
}
