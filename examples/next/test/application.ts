import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { type AcmeSeed, createMock, type Mock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";

/** The built application beside a Plinto of its own. */
export interface Application {
  readonly mock: Mock<AcmeSeed>;
  readonly url: string;
  /** What the server has written into its log. */
  log(): string;
  close(): Promise<void>;
}

const folder = path.join(import.meta.dirname, "..");
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");

/** Builds the application as for production and starts it on a free port. */
export async function startApplication(): Promise<Application> {
  const mock = createMock();
  const served = await serveMock(mock);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    NODE_OPTIONS: "",
    NO_COLOR: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    PLINTO_URL: served.url,
    PLINTO_PUBLISHABLE_KEY: mock.keys.publishableKey,
    PLINTO_MOCK: "1",
  };
  const build = spawn(process.execPath, [next, "build"], { cwd: folder, env });
  const built = outputOf(build);
  const [code] = (await once(build, "close")) as [number];
  if (code !== 0) throw new Error(`next build failed:\n${built()}`);
  const server = spawn(process.execPath, [next, "start", "--port", "0", "--hostname", "localhost"], { cwd: folder, env });
  const log = outputOf(server);
  const port = await portOf(server);
  return {
    mock,
    url: `http://localhost:${port}`,
    log,
    async close() {
      const ended = once(server, "close");
      server.kill();
      await ended;
      await served.close();
    },
  };
}

function outputOf(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

async function portOf(server: ChildProcess): Promise<string> {
  const said = outputOf(server);
  return new Promise((resolve, reject) => {
    server.stdout!.on("data", () => {
      const found = /http:\/\/localhost:(\d+)/.exec(said())?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once("close", () => reject(new Error(`next start ended:\n${said()}`)));
  });
}
