import { readFileSync } from "node:fs";
import { type OperationTree, type Plinto, createPlinto } from "@plinto/core";
import { queryAt, tree } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { infiniteQueryOptions, invalidateByEvent, invalidateByOperation } from "../src/query/index.ts";

/** The description as it is published, read without anything that is generated from it. */
interface Described {
  readonly operationId: string;
  readonly "x-plinto-invalidates"?: readonly string[];
  readonly "x-plinto-event"?: { readonly invalidates?: readonly string[] };
}
type Paths = Readonly<Record<string, Readonly<Record<string, Described>>>>;
const description = JSON.parse(readFileSync(new URL("../../../spec/dist/plinto.openapi.json", import.meta.url), "utf8")) as { paths: Paths; webhooks: Paths };
const operations = Object.values(description.paths).flatMap((item) => Object.values(item).filter(({ operationId }) => operationId));
const events = Object.entries(description.webhooks).flatMap(([type, item]) => Object.values(item).map((hook) => [type, hook] as const));

/** Every read of a client as `[operationId, name in the facade, whether a list]`. */
const reads = (node: OperationTree, path: readonly string[] = []): [id: string, name: string, list: boolean][] =>
  Object.entries(node).flatMap(([name, entry]): [string, string, boolean][] => {
    if (typeof entry !== "string") return reads(entry, [...path, name]);
    const line = /^[a-z]/.test(entry) ? entry : `${name}${entry}`;
    return / GET /.test(line) ? [[line.split(" ", 1)[0]!, [...path, name].join("."), / list\b/.test(line)]] : [];
  });
const all = reads(tree);
const mock = createMock();

/** A client whose session is known, and a cache that holds every read of hers, lists as pages on end too. */
async function filled(person: "ada" | "bob", cache: QueryClient): Promise<Plinto> {
  const plinto = createPlinto(mock.as(person));
  await plinto.session.ready();
  for (const client of [plinto, plinto.forOrganization(mock.seed.organizations.globex.id)]) {
    for (const [id, name, list] of all) {
      const { queryKey } = queryAt(tree, client, name, { orgId: "org_1" });
      cache.setQueryData(queryKey, id);
      if (list)
        cache.setQueryData(infiniteQueryOptions((one, params) => queryAt(tree, one, name, params) as never, client, { orgId: "org_1" }).queryKey, id as never);
    }
  }
  return plinto;
}

const staleIn = (cache: QueryClient): string[] => [
  ...new Set(
    cache
      .getQueryCache()
      .findAll({ predicate: ({ state }) => state.isInvalidated })
      .map(({ state }) => state.data as string),
  ),
];
const readable = (ids: readonly string[] = []): string[] => ids.filter((id) => all.some(([read]) => read === id)).sort();

test.each(operations.map((operation) => [operation.operationId, operation] as const))(
  "%s makes stale what the description says, and nothing else",
  async (id, operation) => {
    const cache = new QueryClient();
    const ada = await filled("ada", cache);
    await filled("bob", cache);
    await invalidateByOperation(cache, ada, id);
    expect(staleIn(cache).sort()).toEqual(readable(operation["x-plinto-invalidates"]));
    const mine = cache.getQueryCache().findAll({ predicate: ({ state }) => state.isInvalidated });
    // Of each read there are hers in both organizations, of a list its pages too; nobody else's are touched.
    expect(mine.length).toBe(readable(operation["x-plinto-invalidates"]).reduce((sum, read) => sum + (all.find(([one]) => one === read)![2] ? 4 : 2), 0));
  },
);

test.each(events)("the event %s makes stale what the description says, and nothing else", async (type, hook) => {
  const cache = new QueryClient();
  const ada = await filled("ada", cache);
  await invalidateByEvent(cache, ada, type);
  expect(staleIn(cache).sort()).toEqual(readable(hook["x-plinto-event"]?.invalidates));
});

test("events and operations that nobody knows make nothing stale", async () => {
  const cache = new QueryClient();
  const ada = await filled("ada", cache);
  await invalidateByEvent(cache, ada, "member.teleported");
  await invalidateByOperation(cache, ada, "teleportMember");
  expect(staleIn(cache)).toEqual([]);
});
