import { readFileSync } from "node:fs";
import { type OperationTree, type Plinto, createPlinto } from "@plinto/core";
import { type QueryKey, invalidations, organizations, queryAt, tree, users } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import { QueryClient } from "@tanstack/react-query";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type LiveEvent, mendCache } from "../src/realtime/mend-cache.ts";
import { topicReads } from "../src/generated/topics.ts";
import type { LiveTopic } from "../src/realtime/topics.ts";

/** The description as it is published, read without anything that is generated from it. */
interface Described {
  readonly operationId: string;
  readonly "x-plinto-event"?: { readonly invalidates?: readonly string[] };
}
type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;
const description = JSON.parse(readFileSync(new URL("../../../spec/dist/plinto.openapi.json", import.meta.url), "utf8")) as { webhooks: Paths };
const described = Object.entries(description.webhooks).flatMap(([type, item]) =>
  Object.values(item).map((hook) => [type, hook["x-plinto-event"]?.invalidates ?? []] as const),
);

const reads = (node: OperationTree, path: readonly string[] = []): [id: string, name: string][] =>
  Object.entries(node).flatMap(([name, entry]): [string, string][] => {
    if (typeof entry !== "string") return reads(entry, [...path, name]);
    const line = /^[a-z]/.test(entry) ? entry : `${name}${entry}`;
    return / GET /.test(line) ? [[line.split(" ", 1)[0]!, [...path, name].join(".")]] : [];
  });
const all = reads(tree);
const mock = createMock();
const plinto = createPlinto(mock.as("ada"));
const bob = createPlinto(mock.as("bob"));
await Promise.all([plinto.session.ready(), bob.session.ready()]);

/** Every read of a person in two organizations, with the id of its operation as data. */
function filled(client: Plinto, cache = new QueryClient()): QueryClient {
  for (const orgId of ["org_1", "org_2"]) for (const [id, name] of all) cache.setQueryData(queryAt(tree, client, name, { orgId }).queryKey, `${id} ${orgId}`);
  return cache;
}

const staleIn = (cache: QueryClient): string[] =>
  cache
    .getQueryCache()
    .findAll({ predicate: ({ state }) => state.isInvalidated })
    .map(({ state }) => state.data as string)
    .sort();
const event = (type: string, rest: Partial<LiveEvent> = {}): LiveEvent => ({
  id: `evt_${type}`,
  type,
  organizationId: "org_1",
  requestId: null,
  data: {},
  ...rest,
});
const nothing = { events: [], gaps: new Map<LiveTopic, string>(), own: new Map<string, string>() };

test.each(described)("%s makes stale what the description says, in its organization, for its person, and nothing else", (type, invalidates) => {
  const cache = filled(bob, filled(plinto));
  mendCache(cache, plinto, { ...nothing, events: [event(type)] });
  expect(staleIn(cache)).toEqual(
    invalidates
      .filter((id) => all.some(([read]) => read === id))
      .map((id) => `${id} org_1`)
      .sort(),
  );
});

test("what a call of the client has made stale itself, its own event does not", () => {
  const cache = filled(plinto);
  const own = new Map([["req_1", "updateTeam"]]);
  mendCache(cache, plinto, { ...nothing, own, events: [event("team.updated", { requestId: "req_1" })] });
  expect(invalidations["updateTeam"]).toContainEqual(["organizations.teams", "get"]);
  expect(staleIn(cache)).toEqual([]);
  mendCache(cache, plinto, { ...nothing, own, events: [event("team.updated", { requestId: "req_2" })] });
  expect(staleIn(cache)).toEqual(["getTeam org_1", "listTeams org_1"]);
});

test.each(Object.keys(topicReads) as LiveTopic[])("a gap in %s makes stale whatever an event of it could, in its organization", (topic) => {
  const cache = filled(plinto);
  mendCache(cache, plinto, { ...nothing, gaps: new Map([[topic, topic === "user" ? "usr_1" : "org_1"]]) });
  const names = topicReads[topic].split(" ");
  const ids = all.filter(([, name]) => names.includes(name)).map(([id]) => id);
  const places = topic === "user" ? ["org_1", "org_2"] : ["org_1"];
  expect(staleIn(cache)).toEqual(ids.flatMap((id) => places.map((orgId) => `${id} ${orgId}`)).sort());
});

interface Team {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly version: number;
  readonly updatedAt: string;
}

test("what is shown after an event is what the server has, or is stale, whatever was held before", () => {
  const team = fc.record<Team>({
    id: fc.constantFrom("team_1", "team_2"),
    name: fc.constantFrom("A", "B"),
    size: fc.integer({ min: 0, max: 1 }),
    version: fc.integer({ min: 1, max: 3 }),
    updatedAt: fc.constantFrom("then", "now"),
  });
  fc.assert(
    fc.property(team, team, fc.subarray(["name", "size"]), (held, data, changed) => {
      const cache = new QueryClient();
      const { queryKey } = organizations.teams.get(plinto, { orgId: "org_1", teamId: held.id });
      cache.setQueryData<unknown>(queryKey, held);
      const changes = Object.fromEntries(changed.map((name) => [name, {}]));
      mendCache(cache, plinto, { ...nothing, events: [event("team.updated", { data, changes })] });
      const { data: shown, isInvalidated } = cache.getQueryState(queryKey as QueryKey)! as { data: Team; isInvalidated: boolean };
      if (held.id !== data.id || held.version >= data.version) expect([shown, isInvalidated]).toEqual([held, false]);
      else if (!isInvalidated) expect([shown, held.version]).toEqual([data, data.version - 1]);
      else expect(shown).toEqual(held);
    }),
  );
});

test("a thing is not shown from an event that leaves out what a reader may see, or shows it otherwise to everybody", () => {
  const cache = new QueryClient();
  const { queryKey } = users.get(plinto, { userId: "usr_1" });
  const held = { id: "usr_1", name: "Ada", privateMetadata: { tier: 1 }, version: 1 };
  for (const data of [
    { id: "usr_1", name: "Countess", version: 2 },
    { id: "usr_1", name: "Countess", privateMetadata: null, version: 2 },
  ]) {
    cache.setQueryData<unknown>(queryKey, held);
    mendCache(cache, plinto, { ...nothing, events: [event("user.updated", { organizationId: null, data, changes: { name: {} } })] });
    expect(cache.getQueryState(queryKey)).toMatchObject({ data: held, isInvalidated: true });
  }
});
