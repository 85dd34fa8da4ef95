import { lockFolder } from "../../src/persistence/folder/folder-lock.ts";

/** What a racer is to do: lock these folders, each at its instant, and keep what it gets. */
export interface Race {
  readonly folders: readonly string[];
  /** When the first folder is tried, in milliseconds of the system's time. */
  readonly startAt: number;
  readonly everyMs: number;
}

// Tells, once the race is over, which folders it got, and keeps them until it is stopped.
process.on("message", ({ folders, startAt, everyMs }: Race) => {
  const got: string[] = [];
  const failures: string[] = [];
  for (const [index, folder] of folders.entries()) {
    // Only whoever tries at the very same moment gets in the way of the others.
    while (Date.now() < startAt + index * everyMs);
    try {
      lockFolder(folder);
      got.push(folder);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== "persist_in_use") failures.push(String(error));
    }
  }
  process.send!({ got, failures });
});
process.send!("ready");
