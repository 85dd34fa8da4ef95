/** Makes a cache right after events: shows what an event carries whole, and marks as stale what else it touches. */

import type { Client } from "@plinto/core";
import { type QueryKey, eventInvalidations, invalidations, personScope } from "@plinto/core/queries";
import { type Query, type QueryClient, focusManager } from "@tanstack/react-query";
import { topicReads } from "../generated/topics.ts";
import { isOf } from "../query/stale.ts";
import type { LiveTopic } from "./topics.ts";

/** The part of an event that is looked at. */
export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly organizationId?: string | null;
  readonly requestId?: string | null;
  readonly data: object;
  readonly changes?: object;
}

/** What has to be made right. */
export interface Mending {
  readonly events: readonly LiveEvent[];
  /** Topics in which something may have been missed, each with its id. */
  readonly gaps: ReadonlyMap<LiveTopic, string>;
  /** Operations of this client by the id of their request: what they touch was read again when they were answered. */
  readonly own: ReadonlyMap<string, string>;
}

/** What an event, or a gap in a topic, has done to a read that is held: by the id of the event or the name of the topic. */
export type Outcome = readonly [cause: string, read: string, became: "stale" | "shown" | "same"];

type Fields = Readonly<Record<string, unknown>>;

/** The reads that an event makes stale, by their names in the facade; none that a call of this client has made stale itself. */
export function touchedBy({ type, requestId }: LiveEvent, own: Mending["own"]): Set<string> {
  const names = new Set((eventInvalidations[type] ?? []).map((beginning) => beginning.join(".")));
  const operation = requestId && own.get(requestId);
  if (operation) for (const beginning of invalidations[operation] ?? []) names.delete(beginning.join("."));
  return names;
}

/** The reads that a gap makes stale. */
export function touchedByGap(topic: LiveTopic): Set<string> {
  return new Set(topicReads[topic].split(" "));
}

/**
 * Mends what is held for the person of a client. What is shown is read again at once, unless the page is hidden: then when
 * it is looked at, see {@link readOwed}.
 */
export function mendCache(cache: QueryClient, client: Client, { events, gaps, own }: Mending): Outcome[] {
  const person = personScope(client);
  const touched = events.map((event) => [event, touchedBy(event, own)] as const).filter(([, names]) => names.size > 0);
  const missed = [...gaps].map(([topic, id]) => [topic, topic === "user" ? undefined : id, touchedByGap(topic)] as const);
  const stale = new Set<Query>();
  const outcomes: Outcome[] = [];
  for (const query of cache.getQueryCache().findAll({ predicate: ({ queryKey: [scope] }) => isOf(person, scope) })) {
    const name = nameOf(query);
    const note = (cause: string, became: Outcome[2]): void => {
      if (became === "stale") stale.add(query);
      outcomes.push([cause, name, became]);
    };
    for (const [topic, orgId, names] of missed) if (names.has(name) && isIn(query, orgId)) note(topic, "stale");
    for (const [event, names] of touched)
      if (names.has(name) && isIn(query, event.organizationId)) note(event.id, stale.has(query) ? "stale" : patch(cache, query, event));
  }
  if (stale.size === 0) return outcomes;
  // A first read that is under way goes on, and may answer what was there before.
  const first = [...stale].filter(({ state }) => state.fetchStatus === "fetching" && state.data === undefined);
  const invalidate = (queries: ReadonlySet<Query>): void =>
    void cache.invalidateQueries({ predicate: (query) => queries.has(query), refetchType: focusManager.isFocused() ? "active" : "none" });
  invalidate(stale);
  for (const query of first) {
    const again = (): void => invalidate(new Set([query]));
    query.fetch().then(again, again);
  }
  return outcomes;
}

/** Reads what became stale while nobody looked; who reads already, because the page is seen again, does not read twice. */
export function readOwed(cache: QueryClient, client: Client): void {
  const person = personScope(client);
  void cache.refetchQueries(
    { type: "active", predicate: ({ queryKey: [scope], state }) => isOf(person, scope) && state.isInvalidated },
    { cancelRefetch: false },
  );
}

function nameOf({ queryKey }: Query): string {
  const [, resource, method] = queryKey as unknown as QueryKey;
  return `${resource}.${method}`;
}

/** Whether a read may be about an organization: not when it names another. */
function isIn({ queryKey }: Query, organizationId: string | null | undefined): boolean {
  const [, , , , parameters] = queryKey as unknown as QueryKey;
  const asked = (parameters as Fields | undefined)?.["orgId"];
  return !organizationId || !asked || asked === organizationId;
}

/**
 * Puts what an event carries in the place of what is held, where that is provably the same thing one version later: all
 * that the event does not call changed is equal. The same stays where the event is about another thing, or about an older state.
 */
function patch(cache: QueryClient, { queryKey, state }: Query, { data, changes = {} }: LiveEvent): Outcome[2] {
  const [, , , kind] = queryKey as unknown as QueryKey;
  const [held, next] = [state.data as Fields | undefined, data as Fields];
  const fields = Object.keys(held ?? {});
  if (kind !== "item" || !held || fields.length === 0 || !fields.every((field) => field in next)) return "stale";
  const [before, after] = [held["version"], next["version"]];
  if (typeof before !== "number" || typeof after !== "number") return "stale";
  const identity = ["id", "organizationId", "userId"].slice("id" in held ? 0 : 1, "id" in held ? 1 : 3);
  if (identity.some((field) => held[field] !== next[field])) return "same";
  // An answer that is under way may be older than the event.
  if (state.fetchStatus !== "idle" || state.isInvalidated) return "stale";
  if (before >= after) return "same";
  const isChange = (field: string): boolean => field === "version" || field === "updatedAt" || field in changes;
  if (after !== before + 1 || !fields.every((field) => isChange(field) || JSON.stringify(held[field]) === JSON.stringify(next[field]))) return "stale";
  cache.setQueryData(queryKey, Object.fromEntries(fields.map((field) => [field, next[field]])));
  return "shown";
}
