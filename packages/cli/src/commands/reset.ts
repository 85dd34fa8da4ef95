import { createControl } from "@plinto/mock/control";
import { readOptions } from "../options.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto reset`: a running mock returns to the state after seeding. */
export const reset: Command = {
  name: "reset",
  summary: "Return a running mock to the state after seeding.",
  usage: `plinto reset [--url http://127.0.0.1:4010]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { url: { type: "string", default: "http://127.0.0.1:4010" } });
    if (positionals.length > 0) throw new UsageError(`There is nothing to do with ${JSON.stringify(positionals[0])}.`);
    await createControl({ url: values.url }).resetWorld();
    terminal.out("The world is as it was after seeding.");
  },
};
