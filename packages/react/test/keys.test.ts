import { type OperationTree, createPlinto } from "@plinto/core";
import { invalidations, eventInvalidations, organizations, queryAt, queryScope, tree } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import fc from "fast-check";
import { expect, test } from "vitest";
import { infiniteQueryOptions, queryOptions } from "../src/query/index.ts";

const names = (node: OperationTree, path: readonly string[] = []): string[] =>
  Object.entries(node).flatMap(([name, entry]) =>
    typeof entry === "string" ? (/(^| )GET /.test(entry) ? [[...path, name].join(".")] : []) : names(entry, [...path, name]),
  );
const reads = names(tree);
const lists = reads.filter((name) => queryAt(tree, createPlinto(createMock().connect()), name, { orgId: "org_1" }).queryKey[3] === "page");

test("no plain key is an infinite key, whatever the parameters", () => {
  const plinto = createPlinto(createMock().connect());
  expect(lists.length).toBeGreaterThan(20);
  const parameters = fc.dictionary(fc.constantFrom("orgId", "q", "pageSize", "sort", "status"), fc.oneof(fc.string(), fc.integer()));
  fc.assert(
    fc.property(fc.constantFrom(...lists), parameters, (name, given) => {
      const plain = queryOptions(queryAt(tree, plinto, name, given)).queryKey;
      const { queryKey } = infiniteQueryOptions((client, params) => queryAt(tree, client, name, params) as never, plinto, given);
      return JSON.stringify(plain) !== JSON.stringify(queryKey) && plain.slice(0, 3).join() === queryKey.slice(0, 3).join();
    }),
  );
});

test("an infinite list begins at the cursor that it is given and follows those of the pages", async () => {
  const mock = createMock();
  const plinto = createPlinto(mock.as("ada"));
  await plinto.session.ready();
  const orgId = mock.seed.organizations.acme.id;
  const options = infiniteQueryOptions(organizations.members.list, plinto, { orgId, pageSize: 3 });
  expect(options.initialPageParam).toBeNull();
  const first = await options.queryFn({ pageParam: null });
  const next = options.getNextPageParam(first);
  const second = await options.queryFn({ pageParam: next });
  expect([first.data.length, second.data.length, options.getNextPageParam(second)]).toEqual([3, 1, null]);
  const later = infiniteQueryOptions(organizations.members.list, plinto, { orgId, pageSize: 3, cursor: next! });
  expect((await later.queryFn({ pageParam: later.initialPageParam })).data).toEqual(second.data);
});

test("two clients never share a key, and a person keeps hers in a client made anew", async () => {
  const mock = createMock();
  const other = createMock({ baseUrl: "https://eu.plinto.test" });
  const scopeOf = async (connection: ReturnType<typeof mock.connect>): Promise<string> => {
    const plinto = createPlinto(connection);
    await plinto.session.ready();
    return queryScope(plinto);
  };
  const ada = await scopeOf(mock.as("ada"));
  expect(await scopeOf(mock.as("ada"))).toBe(ada);
  const scopes = [
    ada,
    await scopeOf(mock.as("bob")),
    await scopeOf(mock.connect()),
    await scopeOf(other.as("ada")),
    await scopeOf(mock.as("ada", { organization: "acme" })),
  ];
  expect(new Set(scopes).size).toBe(scopes.length);
});

test("the tables name nothing that cannot be read", () => {
  const stale = [...Object.values(invalidations), ...Object.values(eventInvalidations)].flat().map((beginning) => beginning.join("."));
  expect(stale.filter((name) => !reads.includes(name))).toEqual([]);
});
