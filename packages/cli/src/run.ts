import { readFile } from "node:fs/promises";
import { isMockError } from "@plinto/mock";
import { add } from "./commands/add.ts";
import { dev } from "./commands/dev.ts";
import { listen } from "./commands/listen.ts";
import { policy } from "./commands/policy.ts";
import { reset } from "./commands/reset.ts";
import { seed } from "./commands/seed.ts";
import { trigger } from "./commands/trigger.ts";
import { types } from "./commands/types.ts";
import type { Command, Terminal } from "./command.ts";
import { Failure } from "./failure.ts";
import { UsageError } from "./usage-error.ts";

const commands: readonly Command[] = [dev, listen, trigger, seed, reset, types, policy, add];

/** Runs a command line and returns its exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  const asksForHelp = name === "help" || name === "--help" || name === "-h";
  if (name === undefined || (asksForHelp && rest.length === 0)) {
    for (const line of help()) terminal.out(line);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    terminal.out(await version());
    return 0;
  }
  const wanted = asksForHelp ? rest[0] : name;
  const command = commands.find((candidate) => candidate.name === wanted);
  if (!command) {
    terminal.error(`plinto: there is no command ${JSON.stringify(wanted)}. Commands: ${commands.map((candidate) => candidate.name).join(", ")}.`);
    return 2;
  }
  if (asksForHelp || rest.includes("--help") || rest.includes("-h")) {
    terminal.out(command.usage);
    return 0;
  }
  try {
    await command.run(rest, terminal);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.error(`plinto ${command.name}: ${error.message}`);
      terminal.error(command.usage);
      return 2;
    }
    if (isMockError(error) || isPlintoError(error) || error instanceof Failure) {
      terminal.error(`plinto ${command.name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

async function version(): Promise<string> {
  const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function help(): string[] {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "plinto <command> [options]",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "plinto <command> --help tells more.",
  ];
}

/** Whether the client of the API threw it, which is loaded only where it is used. */
function isPlintoError(error: unknown): error is Error {
  return error instanceof Error && error.name === "PlintoError";
}
