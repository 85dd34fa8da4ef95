import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";

/** An application of Next that runs as it was built. */
export interface NextProgram {
  readonly url: string;
  /** What building and running it printed until now. */
  readonly output: string;
  stop(): Promise<void>;
}

/** Builds the application in a folder that has Next installed, and starts it on a port that is free. */
export async function startNext(folder: string, env: Readonly<Record<string, string>>): Promise<NextProgram> {
  let output = "";
  const run = (...args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [path.join(folder, "node_modules", "next", "dist", "bin", "next"), ...args], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: "", NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
    return child;
  };
  const code = await new Promise((resolve) => run("build").once("exit", resolve));
  if (code !== 0) throw new Error(`next build failed:\n${output}`);
  const built = output.length;
  const server = run("start", "--port", "0", "--hostname", "127.0.0.1");
  const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output.slice(built));
      if (found) resolve(found[0]);
    };
    for (const stream of [server.stdout!, server.stderr!]) stream.on("data", look);
    void exited.then(() => reject(new Error(`next start ended:\n${output}`)));
  });
  return {
    url,
    get output() {
      return output;
    },
    async stop() {
      server.kill();
      await exited;
    },
  };
}
