/** The topics that belong to who is signed in and to the organization of the session. */

import type { CurrentSession } from "@plinto/core";
import type { TopicEvent } from "@plinto/realtime";
import { topicReads } from "../generated/topics.ts";

/** What is listened to, each where the person may. */
export type LiveTopic = keyof typeof topicReads;

/** The events of each topic. */
export interface LiveTopicEvents {
  /** What happens to the person. */
  user: TopicEvent<"user:{userId}">;
  /** What happens in the organization. */
  organization: TopicEvent<"organization:{orgId}">;
  /** Everything that is audited there; needs `audit:read`. */
  audit: TopicEvent<"audit:{orgId}">;
  /** Policies and decisions; needs `policies:read`. */
  policy: TopicEvent<"policy:{orgId}">;
  /** Webhook endpoints and deliveries; needs `webhooks:read`. */
  webhook: TopicEvent<"webhook:{orgId}">;
}

/** By whose id a session listens to each topic: none where it stands in no organization. */
export function topicIds(session: CurrentSession | null): ReadonlyMap<LiveTopic, string> {
  const ids = new Map<LiveTopic, string>();
  if (!session) return ids;
  for (const topic of Object.keys(topicReads) as LiveTopic[]) {
    const id = topic === "user" ? session.user.id : session.organizationId;
    if (id) ids.set(topic, id);
  }
  return ids;
}
