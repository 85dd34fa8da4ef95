import { eventTypeName } from "../description/expand/events.ts";
import type { Description } from "../description/model.ts";
import { exampleValue } from "../docs/reference/request-example.ts";
import { banner } from "./banner.ts";

/** packages/webhooks/src/generated/{events,examples}.ts: the events that webhooks deliver, by their type. */
export function emitWebhookEvents(description: Description): Map<string, string> {
  const rows = Object.entries(description.registries.events).filter(([, { channels }]) => channels.includes("webhook"));
  const names = rows.map(([type]) => `${eventTypeName(type)}Event`).sort();
  let text = banner(description, "webhook-events.ts");
  text += `import type { ${names.join(", ")} } from "@plinto/spec";\n\nexport type { ${[...names, "EventActor", "EventTarget"].sort().join(", ")} } from "@plinto/spec";\n`;
  text += "\n/** Every event that webhooks deliver, by its type. */\nexport interface WebhookEvents {\n";
  for (const [type, { summary }] of rows) text += `  /** ${summary}. */\n  ${JSON.stringify(type)}: ${eventTypeName(type)}Event;\n`;
  let examples = `${banner(description, "webhook-events.ts")}import type { WebhookEvents } from "./events.ts";\n\n/** One event of every type, as the reference shows it. */\nexport const exampleEvents: WebhookEvents = {\n`;
  for (const [type] of rows) {
    const value = exampleValue(description.document.webhooks[type]!.post.requestBody.content["application/json"]!);
    if (value === undefined) throw new Error(`The event ${type} has no example`);
    examples += `  ${JSON.stringify(type)}: ${JSON.stringify(value)},\n`;
  }
  return new Map([
    ["packages/webhooks/src/generated/events.ts", `${text}}\n`],
    ["packages/webhooks/src/generated/examples.ts", `${examples}};\n`],
  ]);
}
