import { topics, type TopicName } from "../generated/realtime.ts";

/** A topic, taken apart. */
export interface TopicAddress {
  /** As it was spelled. */
  readonly text: string;
  readonly name: TopicName;
  /** The organization or user; nothing for the environment. */
  readonly id: string | null;
}

const prefixes = { orgId: "org", userId: "usr" } as const;

/** Takes a topic apart. `unknown`: there is none of this name; `malformed`: its id is none. */
export function parseTopic(text: string): TopicAddress | "unknown" | "malformed" {
  const colon = text.indexOf(":");
  const name = colon === -1 ? text : text.slice(0, colon);
  if (!isTopicName(name)) return "unknown";
  const { parameter } = topics[name];
  const id = colon === -1 ? null : text.slice(colon + 1);
  if (!parameter) return id === null ? { text, name, id } : "malformed";
  return id !== null && new RegExp(`^${prefixes[parameter]}_[0-9a-hjkmnp-tv-z]{26}$`).test(id) ? { text, name, id } : "malformed";
}

/** The organization that a topic belongs to; nothing for a person's and the environment's. */
export function organizationOf({ name, id }: TopicAddress): string | undefined {
  return topics[name].parameter === "orgId" ? id! : undefined;
}

function isTopicName(name: string): name is TopicName {
  return Object.hasOwn(topics, name);
}
