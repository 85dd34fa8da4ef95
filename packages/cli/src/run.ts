import { isMockError } from "@plinto/mock";
import { dev } from "./commands/dev.ts";
import { reset } from "./commands/reset.ts";
import { seed } from "./commands/seed.ts";
import type { Command, Terminal } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const commands: readonly Command[] = [dev, seed, reset];

/** Runs a command line and returns its exit code: 0, 1 when it failed, 2 when it was not understood. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    for (const line of help()) terminal.out(line);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    terminal.error(`plinto: there is no command ${JSON.stringify(name)}. Commands: ${commands.map((candidate) => candidate.name).join(", ")}.`);
    return 2;
  }
  if (rest.includes("--help") || rest.includes("-h")) {
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
    if (isMockError(error)) {
      terminal.error(`plinto ${command.name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
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
