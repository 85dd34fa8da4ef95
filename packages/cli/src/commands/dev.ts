import { createMock } from "@plinto/mock";
import { serveMock } from "@plinto/mock/server";
import { ui } from "@plinto/mock-ui";
import { readChoice, readOptions, readPort } from "../options.ts";
import type { Command } from "../command.ts";
import { readSeed } from "../seed-source.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto dev`: the whole platform on one port, until it is stopped. */
export const dev: Command = {
  name: "dev",
  summary: "Run the whole platform offline on one port.",
  usage: `plinto dev [--port 4010] [--host 127.0.0.1] [--seed acme|empty|file.json] [--clock system|virtual] [--limits enforce|count]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      seed: { type: "string", default: "acme" },
      clock: { type: "string", default: "system" },
      limits: { type: "string", default: "enforce" },
    });
    if (positionals.length > 0) throw new UsageError(`There is nothing to do with ${JSON.stringify(positionals[0])}.`);
    const port = readPort(values.port);
    const clock = readChoice("clock", values.clock, ["system", "virtual"]);
    const limits = readChoice("limits", values.limits, ["enforce", "count"]);
    const mock = createMock({ seed: await readSeed(values.seed), clock, limits });
    const { url, close } = await serveMock(mock, { port, host: values.host, ui });
    terminal.out(`Plinto is running at ${url}`);
    terminal.out(`  landing page   ${url}/`);
    terminal.out(`  API explorer   ${url}/docs`);
    terminal.out(`  secret key     ${mock.keys.secretKey}`);
    terminal.out(`Press Ctrl+C to stop.`);
    await terminal.untilStopped();
    await close();
  },
};
