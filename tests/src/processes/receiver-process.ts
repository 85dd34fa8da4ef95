import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

const script = path.join(import.meta.dirname, "..", "..", "..", "packages", "webhooks", "test", "support", "receiver-process.ts");

/** What the process is told: see packages/webhooks/test/support/receiver-process.ts. */
export interface ReceiverSetup {
  readonly secret: string;
  readonly store: "memory" | "postgres" | "redis";
  readonly host?: string;
  readonly name?: string;
}

/** One process of a receiver. */
export interface LivingReceiver {
  readonly url: string;
  /**
   * Resolves when it is dead and the next one is on its way. On a busy machine that is a while after its connections were
   * cut: until then it looks alive and refuses connections.
   */
  readonly ended: Promise<void>;
}

/** A receiver in a process of its own, which is started anew whenever it dies. */
export interface ReceiverProcess {
  /** The living one; while there is none, waits for the next. */
  living(): Promise<LivingReceiver>;
  /** How often it had to be started anew. */
  readonly deaths: number;
  /** The events that it had an effect for, with as many entries as effects. */
  effects(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts a receiver, and starts it again for as long as it is not closed. */
export function keepReceiving(setup: ReceiverSetup): ReceiverProcess {
  const told: string[] = [];
  let isClosed = false;
  let deaths = 0;
  let child: ChildProcess;
  let ended: Promise<void>;
  let listening: Promise<string>;
  const start = (): void => {
    const one = spawn(process.execPath, ["--conditions=@plinto/source", script, JSON.stringify(setup)], { stdio: ["ignore", "pipe", "inherit"] });
    child = one;
    let isUp = false;
    listening = new Promise((resolve, reject) => {
      createInterface({ input: one.stdout }).on("line", (line) => {
        if (isUp) told.push(line);
        else resolve(`http://127.0.0.1:${line}/`);
        isUp = true;
      });
      one.once("exit", (code, signal) => isUp || reject(new Error(`The receiver ended with ${code ?? signal} before it listened.`)));
    });
    listening.catch(() => {});
    // All that it said is read when its output is closed, which is later than its end.
    ended = new Promise((resolve) => {
      one.once("close", () => {
        if (!isClosed && isUp) {
          deaths += 1;
          start();
        }
        resolve();
      });
    });
  };
  start();
  const living = async (): Promise<LivingReceiver> => {
    const end = ended;
    return { url: await listening, ended: end };
  };
  return {
    living,
    get deaths() {
      return deaths;
    },
    async effects() {
      if (setup.store !== "postgres") return told;
      for (;;) {
        const one = await living();
        try {
          return (await (await fetch(one.url)).json()) as string[];
        } catch {
          // Killed meanwhile, be it by an attempt that its sender has given up. The database has what it did; the next tells.
          await one.ended;
        }
      }
    },
    async close() {
      isClosed = true;
      child.kill("SIGKILL");
      await ended;
      listening = Promise.reject(new Error("The receiver is closed."));
      listening.catch(() => {});
    },
  };
}
