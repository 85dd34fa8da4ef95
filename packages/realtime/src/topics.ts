/** The addresses of topics and their types. */

import type { RealtimeTopics } from "@plinto/spec";
import { misuse } from "./errors.ts";
import { topicParameters } from "./generated/topics.ts";

/** The address of a topic, `organization:{orgId}`. */
export type TopicAddress = keyof RealtimeTopics;

/** The parameters of a topic. */
export type TopicParams<A extends TopicAddress> = RealtimeTopics[A]["params"];

/** The events that a topic carries. */
export type TopicEvent<A extends TopicAddress> = RealtimeTopics[A]["event"];

/** `organization:{orgId}` and its parameters → `organization:org_…` @throws `PlintoError` `topic_invalid` */
export function topicOf(address: string, params: Readonly<Record<string, string>>): string {
  const [name = "", pattern] = address.split(":");
  const parameter = (topicParameters as Readonly<Record<string, string>>)[name];
  if (parameter === undefined || pattern !== (parameter ? `{${parameter}}` : undefined)) {
    throw misuse("topic_invalid", `There is no topic ${address}: topics are ${Object.keys(topicParameters).join(", ")}`);
  }
  if (!parameter) return name;
  const id = params[parameter];
  if (!isId(id ?? "")) throw misuse("topic_invalid", `The topic ${address} needs ${parameter}, an id`);
  return `${name}:${id}`;
}

/** Whether it can be an id: what is longer than any would make a frame that ends the connection. */
export const isId = (text: string): boolean => /^\w{1,64}$/.test(text);
