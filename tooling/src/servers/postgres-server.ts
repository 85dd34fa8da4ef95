import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPostgres, required } from "./programs.ts";

/** A PostgreSQL server of a test's own. */
export interface PostgresServer {
  /** What a client needs to reach it, in the names of pg: a folder stands for the socket in it. */
  readonly connection: { readonly host: string; readonly user: string; readonly database: string };
  /** Ends it. Connections have to be given back before; those that are still open are cut. */
  close(): Promise<void>;
}

/** The user and group `nobody`. */
const nobody = 65_534;

/** Makes and starts a PostgreSQL server in a temporary folder, reached by a socket in it. */
export async function startPostgres(): Promise<PostgresServer> {
  const initdb = realpathSync(required("PostgreSQL", findPostgres({ env: process.env, install: false, log: () => {} }), "POSTGRES_INITDB_PATH"));
  const folder = mkdtempSync(path.join(tmpdir(), "plinto-pg-"));
  // PostgreSQL refuses to run as root.
  const [uid, gid] = process.getuid!() === 0 ? [nobody, nobody] : [process.getuid!(), process.getgid!()];
  chownSync(folder, uid, gid);
  const data = path.join(folder, "data");
  const options = { uid, gid, env: { PATH: process.env["PATH"], LC_ALL: "C", HOME: folder } };
  execFileSync(initdb, ["-D", data, "-U", "plinto", "-A", "trust", "-E", "UTF8", "--no-sync"], { ...options, stdio: "ignore" });
  const child = spawn(path.join(path.dirname(initdb), "postgres"), ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (text: Buffer) => {
      said += String(text);
      if (said.includes("ready to accept connections")) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The PostgreSQL server ended with ${code} before it was ready.`)));
  });
  return {
    connection: { host: folder, user: "plinto", database: "postgres" },
    async close() {
      child.kill("SIGINT");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
