import { spawn } from "node:child_process";
import { once } from "node:events";
import { inRoot } from "../../../tooling/src/root.ts";

/** A `plinto dev` of its own process, as built: it has the pages as users get them. */
export interface DevProgram {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the built `plinto dev` on a free port. */
export function startDevProgram(...args: string[]): Promise<DevProgram> {
  return start([inRoot("packages", "cli", "dist", "main.js"), "dev", "--port", "0", ...args]);
}

/** Starts what `npm start` does, on a free port: it builds what is not built yet, and the example application. */
export function startAll(): Promise<DevProgram> {
  return start([inRoot("tooling", "src", "commands", "start.ts"), "--port", "0"]);
}

async function start(args: readonly string[]): Promise<DevProgram> {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    // As from a terminal: what the test runner says of itself would make another build of it.
    env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: undefined },
  });
  const ended = once(child, "exit");
  let printed = "";
  for await (const chunk of child.stdout.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    printed += chunk as string;
    const url = /running at (\S+)/.exec(printed)?.[1];
    if (url === undefined) continue;
    return {
      url,
      async close() {
        child.kill();
        await ended;
      },
    };
  }
  throw new Error(`It ended before it answered: ${printed}`);
}
