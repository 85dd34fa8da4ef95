/** A lock that helps when it works and harms nobody when it does not. */

import type { Clock, Locks } from "../ports.ts";

/** How long a refresh waits for the lock of another tab before it goes on without. */
const LOCK_WAIT_MS = 3_000;

/**
 * Runs `work` under the lock, or without it when there is none, when it fails, or when it is not granted in time. The
 * lock is never stolen; an orphaned one (a page that died while holding it) costs three seconds and nothing else.
 */
export function withLock<T>(locks: Locks | undefined, name: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  if (!locks) return work();
  return new Promise((resolve) => {
    const waiting = new AbortController();
    let started = false;
    const start = async (): Promise<void> => {
      if (started) return;
      started = true;
      cancel();
      const done = work();
      resolve(done);
      // The lock is held until the work has ended, well or badly.
      await done.catch(() => {});
    };
    const cancel = clock.setTimeout(() => {
      waiting.abort();
      void start();
    }, LOCK_WAIT_MS);
    // In a promise, since a sandboxed page throws at once.
    Promise.resolve()
      .then(() => locks.request(name, { signal: waiting.signal }, start))
      .catch(start);
  });
}
