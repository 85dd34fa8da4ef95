import { stringify } from "yaml";
import type { Description } from "../description/model.ts";
import { refName, type Json, type Schema } from "../description/openapi.ts";
import { readRealtime } from "../description/realtime.ts";
import { draft7 } from "./draft7.ts";

/** spec/dist/plinto.asyncapi.yaml: the sockets as AsyncAPI 3, complete in itself. */
export function emitAsyncApi(description: Description): Map<string, string> {
  const { path, subprotocol, client, server, schemas, topics } = readRealtime(description.registries.events);
  const shapes = reachable({ ...description.schemas, ...schemas }, [...client, ...server]);
  const messages = Object.fromEntries(
    [...client, ...server].map((name) => [
      name,
      { name, summary: schemas[name]!.description, contentType: "application/json", payload: { $ref: `#/components/schemas/${name}` } },
    ]),
  );
  const kinds = (names: readonly string[]): { $ref: string }[] => names.map((name) => ({ $ref: `#/channels/socket/messages/${name}` }));
  const table = topics.map(({ address, permission, summary }) => `\`${address}\` (${permission}): ${summary}`).join("\n\n");
  const securitySchemes = {
    bearer: {
      type: "http",
      scheme: "bearer",
      description: "An access token or an environment key in the first frame, or `plinto.bearer.<token>` as a subprotocol.",
    },
    ticket: { type: "apiKey", in: "password", description: "A ticket in the first frame, or `plinto.ticket.<ticket>` as a subprotocol." },
  };
  const security = Object.keys(securitySchemes).map((name) => ({ $ref: `#/components/securitySchemes/${name}` }));
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Plinto realtime",
      version: description.version,
      description: `The frames of the socket; the protocol is told in spec/realtime.md.\n\nTopics:\n\n${table}`,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
      contact: description.document.info.contact,
    },
    defaultContentType: "application/json",
    servers: { api: { host: "api.example.com", protocol: "wss", description: "Below the base URL of the API." } },
    channels: {
      socket: {
        address: path,
        title: "The socket",
        description: `One connection for all topics; subprotocol \`${subprotocol}\`.`,
        servers: [{ $ref: "#/servers/api" }],
        messages: Object.fromEntries([...client, ...server].map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      receiveFromClient: { action: "receive", channel: { $ref: "#/channels/socket" }, summary: "What the server takes.", security, messages: kinds(client) },
      sendToClient: { action: "send", channel: { $ref: "#/channels/socket" }, summary: "What the server sends.", security, messages: kinds(server) },
    },
    components: { messages, schemas: shapes, securitySchemes },
  };
  return new Map([["spec/dist/plinto.asyncapi.yaml", stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })]]);
}

/** The shapes that these need, themselves among them, by name. AsyncAPI's own schemas are of draft 7. */
function reachable(schemas: Readonly<Record<string, Schema>>, names: readonly string[]): Record<string, Schema> {
  const found = new Set<string>();
  const visit = (value: Json | Schema | undefined): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, member] of Object.entries(value)) {
      if (key === "$ref" && typeof member === "string") add(refName(member));
      else visit(member as Json);
    }
  };
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    visit(schemas[name]);
  };
  names.forEach(add);
  return Object.fromEntries([...found].sort().map((name) => [name, draft7(schemas[name] as Json) as Schema]));
}
