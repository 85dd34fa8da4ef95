import { createControl } from "@plinto/mock/control";
import { readOptions } from "../options.ts";
import type { Command } from "../command.ts";
import { readSeed } from "../seed-source.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto seed`: empties a running mock and plants another seed. */
export const seed: Command = {
  name: "seed",
  summary: "Empty a running mock and plant a seed: a name, or a JSON file.",
  usage: `plinto seed <name | file.json> [--url http://127.0.0.1:4010]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, { url: { type: "string", default: "http://127.0.0.1:4010" } });
    const [source, ...rest] = positionals;
    if (source === undefined || rest.length > 0) throw new UsageError("Name one seed, or one JSON file with a seed.");
    const world = await createControl({ url: values.url }).seedWorld({ seed: (await readSeed(source)) as string | Record<string, unknown> });
    terminal.out(`The world holds ${world.people.length} people now: ${world.people.map((person) => person.name).join(", ") || "nobody"}.`);
  },
};
