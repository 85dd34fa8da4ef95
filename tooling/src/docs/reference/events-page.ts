import type { Description } from "../../description/model.ts";
import { eventAnchor, operationLink, shapeLink } from "./links.ts";
import { code, fence, sentence, table } from "./markdown.ts";
import { exampleValue } from "./request-example.ts";
import { eventTypeName } from "../../description/expand/events.ts";
import { shapeSection } from "./shape-text.ts";

/** docs/reference/events.md: every type of event, where it goes, who may receive it, and what causes it. */
export function eventsPage(description: Description): string {
  const events = Object.entries(description.registries.events);
  let text = "# Events\n\n";
  text += "One registry for the audit log, webhooks and realtime. An event has the same id and sequence wherever it arrives.\n\n";
  text += `## The envelope\n\n${table(["Member", "Meaning"], envelopeRows(description))}`;
  text += table(
    ["Type", "Audit", "Webhook", "Realtime", "What happened"],
    events.map(([type, event]) => [
      `[${code(type)}](#${eventAnchor(type)})`,
      ...(["audit", "webhook", "realtime"] as const).map((channel) => (event.channels.includes(channel) ? "●" : "")),
      sentence(event.summary),
    ]),
  );
  for (const [type, event] of events) {
    const { post } = description.document.webhooks[type]!;
    const causes = description.operations.filter((operation) => operation.operation["x-plinto-emits"]?.includes(type));
    text += `## ${type} {#${eventAnchor(type)}}\n\n${sentence(event.summary)} ${sentence(post.description)}\n\n`;
    text += `- Channels: ${event.channels.join(", ")}\n- Received by: ${receiverWords(event.permission)}\n- Target: ${code(event.target)}\n- ${code("data")}: ${shapeLink(description, event.schema)}\n`;
    text += `- Caused by: ${causes.length > 0 ? causes.map((operation) => operationLink(description, operation.id)).join(", ") : "time or the platform itself, no single call"}\n`;
    if (event.invalidates && event.invalidates.length > 0)
      text += `- Makes stale: ${event.invalidates.map((id) => operationLink(description, id)).join(", ")}\n`;
    const example = exampleValue(post.requestBody.content["application/json"]!);
    if (example !== undefined) text += `\n::: details Example\n\n${fence("json", JSON.stringify(example, null, 2))}\n:::\n`;
    text += "\n";
  }
  const envelopes = new Set(events.map(([type]) => `${eventTypeName(type)}Event`));
  const shapes = Object.keys(description.schemas).filter((name) => description.homes.get(name) === "events" && !envelopes.has(name) && name !== "Event");
  return `${text}## Shapes {#shapes}\n\n${shapes.map((name) => shapeSection(description, name)).join("")}`;
}

function envelopeRows(description: Description): string[][] {
  const first = Object.keys(description.registries.events)[0]!;
  const envelope = description.schemas[`${eventTypeName(first)}Event`]!;
  return Object.entries(envelope.properties ?? {}).map(([name, property]) => [code(name), sentence(property.description ?? meanings[name] ?? "")]);
}

/** The members of the envelope that are references, which cannot say what they are here. */
const meanings: Readonly<Record<string, string>> = {
  id: "Identifies the event, the same in every delivery.",
  occurredAt: "When it happened.",
  actor: "Who caused it.",
  target: "What it happened to.",
  data: "The target as it can be read, filtered to what everybody who may receive the event can see.",
};

function receiverWords(permission: string): string {
  if (permission === "self") return "the user it is about, and the environment";
  if (permission === "environment") return "the environment only";
  return `whoever holds ${code(permission)} in the organization, and the environment`;
}
