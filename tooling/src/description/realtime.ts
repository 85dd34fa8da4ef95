import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { inRoot } from "../root.ts";
import type { Json, Registries, Schema } from "./openapi.ts";

/** A topic as spec/registries/topics.yaml has it. */
export interface TopicRow {
  parameter?: string;
  summary: string;
  permission: string;
  carries: { channel: string; reader: "organization" | "self" | "any"; first?: string; also?: string[] };
  graphql?: TopicSubscription;
}

/** The subscription of GraphQL that has the events of a topic. */
export interface TopicSubscription {
  field: string;
  description: string;
  /** What a result is: the event, or the data of it. */
  result: "event" | "data";
  /** The component of its shape. */
  component: string;
  /** The types of event that it has; all of the topic's when absent. */
  types?: string[];
  /** An argument, and the member of the result that it chooses by. */
  filter: { argument: string; type: string; member: string; description: string };
}

/** A topic with what follows from the registry of events. */
export interface TopicModel extends TopicRow {
  name: string;
  /** `organization:{orgId}` */
  address: string;
  /** The types of event that it carries, sorted. */
  types: string[];
}

/** What spec/realtime.yaml and spec/registries/topics.yaml say; the shapes by their names with `Realtime` before them. */
export interface RealtimeModel {
  /** Where sockets are opened, below the base URL. */
  path: string;
  subprotocol: string;
  client: string[];
  server: string[];
  schemas: Record<string, Schema>;
  closeCodes: Record<string, string>;
  topics: TopicModel[];
}

/** Reads the description of the sockets. @throws when a topic carries nothing or names an event that does not exist. */
export function readRealtime(events: Registries["events"]): RealtimeModel {
  const source = parse(readFileSync(inRoot("spec", "realtime.yaml"), "utf8")) as Omit<RealtimeModel, "schemas" | "topics"> & { schemas: Record<string, Json> };
  const schemas = Object.fromEntries(Object.entries(source.schemas).map(([name, schema]) => [`Realtime${name}`, named(schema) as Schema]));
  const withPrefix = (names: readonly string[]): string[] => names.map((name) => `Realtime${name}`);
  for (const name of withPrefix([...source.client, ...source.server])) if (!schemas[name]) throw new Error(`spec/realtime.yaml has no shape ${name}`);
  return { ...source, client: withPrefix(source.client), server: withPrefix(source.server), schemas, topics: readTopics(events) };
}

/** Every topic, in the order of the registry. */
export function readTopics(events: Registries["events"]): TopicModel[] {
  return Object.entries(readTopicRows()).map(([name, row]) => {
    for (const type of row.carries.also ?? []) if (!events[type]) throw new Error(`The topic ${name} carries ${type}, which is no event`);
    const types = Object.keys(events).filter((type) => carries(row.carries, type, events[type]!));
    if (types.length === 0) throw new Error(`The topic ${name} carries nothing`);
    for (const type of row.graphql?.types ?? [])
      if (!types.includes(type)) throw new Error(`The subscription ${row.graphql!.field} has ${type}, which the topic ${name} does not carry`);
    return { ...row, name, address: row.parameter ? `${name}:{${row.parameter}}` : name, types: types.sort() };
  });
}

/** The topics as the registry has them. */
export function readTopicRows(): Record<string, TopicRow> {
  return (parse(readFileSync(inRoot("spec", "registries", "topics.yaml"), "utf8")) as { topics: Record<string, TopicRow> }).topics;
}

function carries({ channel, reader, first, also = [] }: TopicRow["carries"], type: string, event: Registries["events"][string]): boolean {
  if (also.includes(type)) return true;
  const { channels, permission } = event;
  const isPersonal = permission === "self";
  const isReader = reader === "any" || (reader === "self" ? isPersonal : !isPersonal && permission !== "environment");
  return isReader && (channels as readonly string[]).includes(channel) && (first === undefined || type.startsWith(`${first}.`));
}

/** References to the shapes of this file become references to components with the prefix. */
function named(value: Json): Json {
  if (Array.isArray(value)) return value.map(named);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      key === "$ref" ? (member as string).replace("#/schemas/", "#/components/schemas/Realtime") : named(member),
    ]),
  );
}
