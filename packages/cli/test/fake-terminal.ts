import { onTestFinished } from "vitest";
import type { Terminal } from "../src/command.ts";
import { run } from "../src/run.ts";

/** A terminal that keeps what was printed, and stops a command when told to. */
export class FakeTerminal implements Terminal {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly #stopped = Promise.withResolvers<void>();
  readonly #watching = new Set<(line: string) => void>();

  out(line: string): void {
    this.lines.push(line);
    for (const watch of this.#watching) watch(line);
  }

  error(line: string): void {
    this.errors.push(line);
  }

  untilStopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** What Ctrl+C does. */
  stop(): void {
    this.#stopped.resolve();
  }

  /** The first group of the pattern, in the first line that fits. */
  sees(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const watch = (line: string): void => {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      };
      this.#watching.add(watch);
      for (const line of this.lines) watch(line);
    });
  }
}

/** What a command line printed and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a command line to its end. */
export async function plinto(...args: string[]): Promise<Ended> {
  const terminal = new FakeTerminal();
  const code = await run(args, terminal);
  return { code, out: terminal.lines.join("\n"), error: terminal.errors.join("\n") };
}

/** A `plinto dev` that answers. */
export interface RunningDev {
  readonly url: string;
  readonly terminal: FakeTerminal;
  /** Stops it; its exit code. */
  stop(): Promise<number>;
}

/** Starts `plinto dev` on a free port and stops it when the test ends. */
export async function startDev(...args: string[]): Promise<RunningDev> {
  const terminal = new FakeTerminal();
  const ended = run(["dev", "--port", "0", ...args], terminal);
  const stop = (): Promise<number> => {
    terminal.stop();
    return ended;
  };
  onTestFinished(async () => void (await stop()));
  const url = await Promise.race([
    terminal.sees(/running at (\S+)/),
    ended.then((code) => Promise.reject(new Error(`plinto dev ended with ${code}: ${terminal.errors.join("\n")}`))),
  ]);
  return { url, terminal, stop };
}
