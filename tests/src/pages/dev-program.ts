import { spawn } from "node:child_process";
import { once } from "node:events";
import { inRoot } from "../../../tooling/src/root.ts";

/** A `plinto dev` of its own process, as built: it has the pages as users get them. */
export interface DevProgram {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the built `plinto dev` on a free port. */
export async function startDevProgram(...args: string[]): Promise<DevProgram> {
  const child = spawn(process.execPath, [inRoot("packages", "cli", "dist", "main.js"), "dev", "--port", "0", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
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
  throw new Error(`plinto dev ended before it answered: ${printed}`);
}
