import { readOptions } from "../options.ts";
import type { Command } from "../command.ts";
import { openMock, organizationOf } from "../mock-api.ts";
import type { Recipe } from "../trigger/recipe.ts";
import { recipes } from "../trigger/recipes/all.ts";
import { uncaused } from "../trigger/uncaused.ts";
import { UsageError } from "../usage-error.ts";

/** `plinto trigger`: performs the operation that causes an event. */
export const trigger: Command = {
  name: "trigger",
  summary: "Cause an event in a running mock, by the operation that really does.",
  usage: `plinto trigger <event> [--organization acme] [--url http://127.0.0.1:4010]\nplinto trigger --list`,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      url: { type: "string", default: "http://127.0.0.1:4010" },
      organization: { type: "string" },
      list: { type: "boolean", default: false },
    });
    const [event, ...rest] = positionals;
    if (values.list) {
      if (event !== undefined) throw new UsageError("Either name an event, or list them all.");
      for (const known of Object.keys(recipes).toSorted()) terminal.out(known);
      return;
    }
    if (event === undefined || rest.length > 0) throw new UsageError("Name one event, such as member.added.");
    const recipe = recipeOf(event);
    const mock = await openMock(values.url);
    const { id: orgId, name } = organizationOf(mock, values.organization);
    const before = await mock.newestEvent(event);
    await recipe({ mock, orgId, path: `/v1/organizations/${orgId}`, word: `trigger-${mock.commits}` });
    const caused = await mock.newestEvent(event);
    const id = caused === undefined || caused.id === before?.id ? "was not emitted" : caused.id;
    terminal.out(`${event}  ${id}${caused?.organizationId === orgId ? `  in ${name}` : ""}`);
  },
};

function recipeOf(event: string): Recipe {
  if (Object.hasOwn(recipes, event)) return recipes[event as keyof typeof recipes];
  if (Object.hasOwn(uncaused, event)) throw new UsageError(`No operation causes ${event}. ${uncaused[event as keyof typeof uncaused]}`);
  throw new UsageError(`${JSON.stringify(event)} is no event that webhooks get. plinto trigger --list tells which can be caused.`);
}
