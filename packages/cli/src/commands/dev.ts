import { createMock, type Mock } from "@plinto/mock";
import { graphql } from "@plinto/mock/graphql";
import { persistToFolder, serveMock, type ServeOptions } from "@plinto/mock/server";
import { ui } from "@plinto/mock-ui";
import { readChoice, readOptions, readPort } from "../options.ts";
import type { Command, Terminal } from "../command.ts";
import { withApplication } from "../application-pages.ts";
import { readSeed } from "../seed-source.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto dev`: the whole platform on one port, until it is stopped. */
export const dev: Command = {
  name: "dev",
  summary: "Run the whole platform offline on one port.",
  usage: `plinto dev [--port 4010] [--host 127.0.0.1] [--seed acme|empty|file.json] [--clock system|virtual] [--limits enforce|count] [--webhooks loopback|public|any] [--persist folder] [--app folder]`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      seed: { type: "string", default: "acme" },
      clock: { type: "string", default: "system" },
      limits: { type: "string", default: "enforce" },
      webhooks: { type: "string", default: "loopback" },
      persist: { type: "string" },
      app: { type: "string" },
    });
    if (positionals.length > 0) throw new UsageError(`There is nothing to do with ${JSON.stringify(positionals[0])}.`);
    const port = readPort(values.port);
    const clock = readChoice("clock", values.clock, ["system", "virtual"]);
    const limits = readChoice("limits", values.limits, ["enforce", "count"]);
    const addresses = readChoice("webhooks", values.webhooks, ["loopback", "public", "any"]);
    const seed = await readSeed(values.seed);
    const { app, persist: folder } = values;
    const pages = app === undefined ? ui : await withApplication(app);
    const persist = folder === undefined ? undefined : persistToFolder(folder, { report: (message) => terminal.error(message) });
    try {
      const mock = createMock({ seed, clock, limits, graphql, webhooks: { addresses }, ...(persist && { persist }) });
      await serveUntilStopped(mock, { port, host: values.host, ui: pages }, terminal, { app, folder });
    } finally {
      await persist?.close();
    }
  },
};

/** What else there is to tell of. */
interface Beside {
  readonly app: string | undefined;
  readonly folder: string | undefined;
}

async function serveUntilStopped(mock: Mock, options: ServeOptions, terminal: Terminal, { app, folder }: Beside): Promise<void> {
  const { url, close } = await serveMock(mock, options);
  terminal.out(`Plinto is running at ${url}`);
  // Passkeys belong to a domain, and an address is none.
  if (app !== undefined) terminal.out(`  application    ${url.replace("//127.0.0.1:", "//localhost:")}/app/`);
  terminal.out(`  landing page   ${url}/`);
  terminal.out(`  API explorer   ${url}/docs`);
  terminal.out(`  GraphiQL       ${url}/graphql`);
  terminal.out(`  inspector      ${url}/__plinto`);
  terminal.out(`  secret key     ${mock.keys.secretKey}`);
  if (folder !== undefined) terminal.out(`  data           ${folder}`);
  terminal.out(`Press Ctrl+C to stop.`);
  await terminal.untilStopped();
  await close();
}
