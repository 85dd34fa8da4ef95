#!/usr/bin/env node
import { run } from "./run.ts";

process.exitCode = await run(process.argv.slice(2), { out: (line) => console.log(line), error: (line) => console.error(line), untilStopped });

// An answer that a fault still holds back would keep the process for as long; nobody is connected any more to get it.
setTimeout(() => process.exit(), 250).unref();

/** Resolves when somebody asks the process to stop. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}
