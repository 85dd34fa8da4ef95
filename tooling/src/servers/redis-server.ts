import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findRedis, required } from "./programs.ts";

/** A Redis server of a test's own, which keeps nothing. */
export interface RedisServer {
  /** The socket that it listens to. */
  readonly socket: string;
  close(): Promise<void>;
}

/** Starts a Redis server in a temporary folder, reached by a socket in it. */
export async function startRedis(): Promise<RedisServer> {
  const program = required("Redis", findRedis({ env: process.env, install: false, log: () => {} }), "REDIS_SERVER_PATH");
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-redis-"));
  const socket = path.join(folder, "redis.sock");
  const child = spawn(program, ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      said += String(text);
      if (/ready to accept connections/i.test(said)) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The Redis server ended with ${code} before it was ready.`)));
  });
  return {
    socket,
    async close() {
      child.kill("SIGKILL");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
