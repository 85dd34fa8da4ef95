import type { Description } from "../description/model.ts";
import type { Json } from "../description/openapi.ts";
import { readRealtime, type RealtimeModel } from "../description/realtime.ts";
import { eventTypeName } from "../description/expand/events.ts";
import { banner } from "./banner.ts";
import { draft7 } from "./draft7.ts";
import { documentation, propertiesText, typeText, type References } from "./type-text.ts";
import { runtimeImports, validatorCode, validatorTable } from "./validator-code.ts";

const emitter = "realtime.ts";

/** Frames and topics of the sockets: types for all, tables for the client and the backend, what checks a client's frames. */
export function emitRealtime(description: Description): Map<string, string> {
  const realtime = readRealtime(description.registries.events);
  return new Map([
    ["packages/spec/src/generated/realtime-frames.ts", frameTypes(description, realtime)],
    ["packages/realtime/src/generated/events.ts", eventTypes(description, realtime)],
    ["packages/realtime/src/generated/topics.ts", clientTable(description, realtime)],
    ["packages/mock/src/generated/realtime.ts", backendTable(description, realtime)],
    ...frameValidators(description, realtime),
  ]);
}

function frameTypes(description: Description, { schemas, client, server, topics }: RealtimeModel): string {
  const references: References = new Set();
  let body = "";
  for (const [name, schema] of Object.entries(schemas)) {
    body += `\n${documentation(schema, "")}`;
    body += schema.properties
      ? `export interface ${name} {\n${propertiesText(schema, references, "  ")}}\n`
      : `export type ${name} = ${typeText(schema, references)};\n`;
  }
  body += `\n/** Every frame that a client sends. */\nexport type RealtimeClientFrame = ${client.join(" | ")};\n`;
  body += `\n/** Every frame that a server sends. */\nexport type RealtimeServerFrame = ${server.join(" | ")};\n`;
  body += "\n/** Every topic by its address: its parameters, and the events that it carries. */\nexport interface RealtimeTopics {\n";
  for (const { address, parameter, summary, permission, types } of topics) {
    const names = types.map((type) => `${eventTypeName(type)}Event`);
    for (const name of names) references.add(name);
    body += `  /** ${summary} Needs \`${permission}\`. */\n`;
    body += `  ${JSON.stringify(address)}: { params: ${parameter ? `{ ${parameter}: string }` : "Record<never, never>"}; event: ${names.join(" | ")} };\n`;
  }
  body += "}\n";
  const imports = Map.groupBy(
    [...references].filter((name) => !schemas[name]),
    (name) => description.homes.get(name)!,
  );
  let head = banner(description, emitter);
  for (const [file, names] of [...imports].sort(([a], [b]) => a.localeCompare(b))) head += `import type { ${names.sort().join(", ")} } from "./${file}.ts";\n`;
  return head + body;
}

/** The types of events for who listens to them. */
function eventTypes(description: Description, { topics }: RealtimeModel): string {
  const names = [...new Set(topics.flatMap(({ types }) => types.map((type) => `${eventTypeName(type)}Event`)))].sort();
  return `${banner(description, emitter)}export type { ${[...names, "EventActor", "EventTarget"].sort().join(", ")} } from "@plinto/spec";\n`;
}

function clientTable(description: Description, { topics, ...realtime }: RealtimeModel): string {
  const rows = topics.map(({ name, parameter }) => `  ${name}: ${JSON.stringify(parameter ?? "")},\n`).join("");
  return `${banner(description, emitter)}${socketPlace(realtime)}\n/** Every topic with the name of its parameter; empty where it has none. */\nexport const topicParameters = {\n${rows}} as const;\n`;
}

function backendTable(description: Description, { topics, closeCodes, ...realtime }: RealtimeModel): string {
  let text = banner(description, emitter);
  text += `import type { KnownEventType, Permission } from "@plinto/spec";\n`;
  text += `\n/** A topic of the sockets. */\nexport interface TopicRow {\n  /** The name of its parameter; none for the environment's. */\n  readonly parameter?: "orgId" | "userId";\n  /** What it is, for people. */\n  readonly summary: string;\n  /** What a subscriber needs. */\n  readonly permission: Permission | "self" | "environment";\n  /** The types of event that it carries. */\n  readonly types: readonly KnownEventType[];\n}\n`;
  text += `\n/** The name of a topic. */\nexport type TopicName = ${topics.map(({ name }) => JSON.stringify(name)).join(" | ")};\n`;
  const rows = topics.map(
    ({ name, parameter, summary, permission, types }) => [name, { ...(parameter && { parameter }), summary, permission, types }] as const,
  );
  text += `\n/** Every topic. */\nexport const topics: Readonly<Record<TopicName, TopicRow>> = ${JSON.stringify(Object.fromEntries(rows), null, 1).replaceAll(/\n\s*/g, " ")};\n`;
  text += socketPlace(realtime);
  const codes = Object.entries(closeCodes).map(([code, name]) => `  ${name}: ${code},\n`);
  text += `\n/** Why the server closes a socket. */\nexport const closeCodes = {\n${codes.join("")}} as const;\n`;
  return text;
}

function socketPlace({ path, subprotocol }: Pick<RealtimeModel, "path" | "subprotocol">): string {
  return `
/** Where sockets are opened, below the base URL. */
export const socketPath = ${JSON.stringify(path)};

/** What is spoken over them. */
export const subprotocol = ${JSON.stringify(subprotocol)};
`;
}

/** The validators are of draft 7. */
function frameValidators(description: Description, { client, schemas }: RealtimeModel): Map<string, string> {
  const shapes = draft7({ ...description.schemas, ...schemas } as unknown as Json) as Record<string, object>;
  const wanted = new Map(client.map((name) => [(schemas[name]!.properties!["kind"] as { const: string }).const, shapes[name]!]));
  const components = Object.fromEntries(Object.entries(shapes).filter(([name]) => !client.includes(name)));
  const { statements, functions } = validatorCode(components, wanted);
  const text = [...statements.values()].map((statement) => `${statement.text}\n`).join("") + validatorTable("frameValidators", functions);
  const head = banner(description, emitter);
  return new Map([
    ["packages/mock/src/generated/realtime-validators.js", `${head}${runtimeImports(text, "../validation")}${text}`],
    [
      "packages/mock/src/generated/realtime-validators.d.ts",
      `${head}import type { Validator } from "../validation/validator.ts";\n/** What checks a client's frames, by their kind. */\nexport declare const frameValidators: Readonly<Record<string, Validator>>;\n`,
    ],
  ]);
}
