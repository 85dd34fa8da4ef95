/** What Node would end a process for. */

import { settled } from "./manual-clock.ts";

/** Rejections that nobody handled while `work` ran. */
export async function unhandled(work: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const before = process.rawListeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => seen.push(reason));
  try {
    await work();
    await settled();
    await settled();
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of before) process.on("unhandledRejection", listener as () => void);
  }
  return seen;
}
