import { readFileSync } from "node:fs";
import { createPlinto, type Organization, type Page, type Plinto, type Team, isPlintoError } from "@plinto/core";
import { organizations, users } from "@plinto/core/queries";
import { type AcmeSeed, type Mock, createMock } from "@plinto/mock";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { infiniteQueryOptions, mutationOptions, queryOptions } from "../src/query/index.ts";
import type { Changes } from "../src/query/index.ts";

interface Stand {
  readonly mock: Mock<AcmeSeed>;
  readonly plinto: Plinto;
  readonly cache: QueryClient;
  readonly orgId: string;
  /** Lets the mock answer what waits for it. */
  release: () => void;
  change<Name extends keyof Changes>(name: Name, parameters: Changes[Name]["parameters"], client?: Plinto): Promise<Changes[Name]["result"]>;
}

/** Ada's cache with Acme, her organizations, and its teams as one page and as pages; changes wait at the door until released. */
async function stand(): Promise<Stand> {
  const mock = createMock() as Mock<AcmeSeed>;
  const connection = mock.as("ada", { organization: "acme" });
  let release = (): void => {};
  const gate: { closed?: Promise<void> } = {};
  const plinto = createPlinto({
    ...connection,
    retry: { retries: 0 },
    fetch: async (url, init) => {
      if (init.method !== "GET") await gate.closed;
      return connection.fetch(url, init);
    },
  });
  await plinto.session.ready();
  const orgId = mock.seed.organizations.acme.id;
  const cache = new QueryClient();
  await Promise.all([
    cache.query(queryOptions(organizations.get(plinto, { orgId }))),
    cache.query(queryOptions(organizations.list(plinto))),
    cache.query(queryOptions(organizations.teams.list(plinto, { orgId }))),
    cache.query(queryOptions(users.getMe(plinto))),
    cache.infiniteQuery(infiniteQueryOptions(organizations.teams.list, plinto, { orgId, pageSize: 1 })),
  ]);
  gate.closed = new Promise((resolve) => (release = resolve));
  return {
    mock,
    plinto,
    cache,
    orgId,
    release,
    change: (name, parameters, client = plinto) =>
      cache
        .getMutationCache()
        .build(cache, mutationOptions(client, name, { optimistic: true }) as never)
        .execute(parameters as never) as never,
  };
}

const nameOf = ({ cache, plinto, orgId }: Stand): string | undefined => cache.getQueryData<Organization>(organizations.get(plinto, { orgId }).queryKey)?.name;
const listed = ({ cache, plinto }: Stand): string[] | undefined =>
  cache.getQueryData<Page<Organization>>(organizations.list(plinto).queryKey)?.data.map(({ name }) => name);
const teams = ({ cache, plinto, orgId }: Stand): string[] | undefined =>
  cache.getQueryData<Page<Team>>(organizations.teams.list(plinto, { orgId }).queryKey)?.data.map(({ name }) => name);
/** Waits until what is shown before the answer is there. */
const shown = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a change is seen at once, alone and in lists, and what the server answers takes its place", async () => {
  const own = await stand();
  const changing = own.change("organizations.update", { orgId: own.orgId, name: "  Acme Labs " });
  await shown();
  expect([nameOf(own), listed(own)]).toEqual(["  Acme Labs ", ["  Acme Labs "]]);
  own.release();
  const { name } = await changing;
  expect(nameOf(own)).toBe(name);
});

test("a change that the server refuses is taken back, and what it touched is read again", async () => {
  const own = await stand();
  const { slug } = await own.plinto.organizations.get({ orgId: own.mock.seed.organizations.acme.id });
  const changing = own.change("organizations.update", { orgId: own.orgId, name: "Acme Labs", slug: "globex" });
  await shown();
  expect(nameOf(own)).toBe("Acme Labs");
  own.release();
  const error = await changing.catch((failure: unknown) => failure);
  expect(isPlintoError(error, "slug_taken")).toBe(true);
  expect([nameOf(own), listed(own), slug]).toEqual(["Acme", ["Acme"], "acme"]);
  expect(own.cache.getQueryState(organizations.get(own.plinto, { orgId: own.orgId }).queryKey)?.isInvalidated).toBe(true);
});

test("what is removed leaves the lists, also the pages on end, and comes back when the server refuses", async () => {
  const own = await stand();
  const { id } = own.mock.seed.teams.platform;
  const pages = infiniteQueryOptions(organizations.teams.list, own.plinto, { orgId: own.orgId, pageSize: 1 }).queryKey;
  await own.cache.infiniteQuery({ ...infiniteQueryOptions(organizations.teams.list, own.plinto, { orgId: own.orgId, pageSize: 1 }), pages: 2 });
  const before = teams(own)!;
  const removing = own.change("organizations.teams.delete", { orgId: own.orgId, teamId: id });
  await shown();
  expect(before).toContain("Platform");
  expect(teams(own)).not.toContain("Platform");
  expect(JSON.stringify(own.cache.getQueryData(pages))).not.toContain("Platform");
  own.mock.faults.add({ operation: "deleteTeam", status: 503 });
  own.release();
  await expect(removing).rejects.toMatchObject({ code: "maintenance" });
  expect(teams(own)).toEqual(before);
});

test("things of other organizations, and other people's, are not touched", async () => {
  const own = await stand();
  const other = own.mock.seed.organizations.globex.id;
  const bob = createPlinto(own.mock.as("bob"));
  await bob.session.ready();
  const foreign = { ...own.cache.getQueryData<Organization>(organizations.get(own.plinto, { orgId: own.orgId }).queryKey)!, id: other, name: "Globex" };
  own.cache.setQueryData(organizations.get(own.plinto, { orgId: other }).queryKey, foreign);
  own.cache.setQueryData(organizations.get(bob, { orgId: own.orgId }).queryKey, { ...foreign, id: own.orgId, name: "Acme, says Bob" });
  void own.change("organizations.update", { orgId: own.orgId, name: "Acme Labs" }).catch(() => {});
  await shown();
  expect(own.cache.getQueryData<Organization>(organizations.get(own.plinto, { orgId: other }).queryKey)?.name).toBe("Globex");
  expect(own.cache.getQueryData<Organization>(organizations.get(bob, { orgId: own.orgId }).queryKey)?.name).toBe("Acme, says Bob");
  own.release();
});

test("a client of an organization changes what it has read without naming the organization", async () => {
  const own = await stand();
  const acme = own.plinto.forOrganization(own.orgId) as unknown as Plinto;
  await own.cache.query(queryOptions(organizations.get(acme, {} as { orgId: string })));
  const changing = own.change("organizations.update", { name: "Acme Labs" } as never, acme);
  await shown();
  expect(own.cache.getQueryData<Organization>(organizations.get(acme, {} as { orgId: string }).queryKey)?.name).toBe("Acme Labs");
  expect(nameOf(own)).toBe("Acme Labs");
  own.release();
  await changing;
});

test("a thing without an id of its own, such as one's profile, is changed too", async () => {
  const own = await stand();
  const changing = own.change("users.updateMe", { name: "Countess" });
  await shown();
  expect(own.cache.getQueryData<{ name: string }>(users.getMe(own.plinto).queryKey)?.name).toBe("Countess");
  own.release();
  await changing;
});

test("of two changes of one thing, the refusal of the first does not take the second back", async () => {
  const own = await stand();
  own.mock.faults.add({ operation: "updateOrganization", status: 503, times: 1 });
  const first = own.change("organizations.update", { orgId: own.orgId, name: "First" });
  await shown();
  const second = own.change("organizations.update", { orgId: own.orgId, name: "Second" });
  await shown();
  own.release();
  await expect(first).rejects.toMatchObject({ code: "maintenance" });
  expect(nameOf(own)).toBe("Second");
  await second;
  expect(nameOf(own)).toBe("Second");
});

test("without optimistic a change shows nothing before its answer", async () => {
  const own = await stand();
  const changing = own.cache
    .getMutationCache()
    .build(own.cache, mutationOptions(own.plinto, "organizations.update"))
    .execute({ orgId: own.orgId, name: "Acme Labs" });
  await shown();
  expect(nameOf(own)).toBe("Acme");
  own.release();
  await changing;
  expect(nameOf(own)).toBe("Acme Labs");
});

test("a change is kept no longer than somebody shows it, since its parameters may be a password", () => {
  const plinto = createPlinto(createMock().connect());
  expect(mutationOptions(plinto, "auth.changePassword")).toMatchObject({ mutationKey: ["changePassword"], gcTime: 0, retry: false });
});

test("every PATCH and PUT answers all that a GET of its path answers: the law on which answers take the place of what was read", () => {
  interface Schema {
    readonly $ref?: string;
    readonly properties?: object;
    readonly allOf?: readonly Schema[];
  }
  type Described = { readonly operationId: string; readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: Schema }> }> };
  const { paths, components } = JSON.parse(readFileSync(new URL("../../../spec/dist/plinto.openapi.json", import.meta.url), "utf8")) as {
    readonly paths: Record<string, Record<string, Described>>;
    readonly components: { readonly schemas: Record<string, Schema> };
  };
  const membersOf = ({ $ref, properties = {}, allOf = [] }: Schema): string[] =>
    $ref ? membersOf(components.schemas[$ref.split("/").at(-1)!]!) : [...Object.keys(properties), ...allOf.flatMap(membersOf)];
  const answerOf = (operation?: Described): string[] | undefined => {
    const schema = operation?.responses["200"]?.content?.["application/json"]?.schema;
    return schema && membersOf(schema);
  };
  const pairs = Object.values(paths).flatMap((item) =>
    [item["patch"], item["put"]].map((change) => ({ change, read: answerOf(item["get"]), answer: answerOf(change) })),
  );
  const judged = pairs.filter(({ read, answer }) => read && answer);
  expect(judged.length).toBeGreaterThan(10);
  expect(judged.filter(({ read, answer }) => !read!.every((member) => answer!.includes(member))).map(({ change }) => change!.operationId)).toEqual([]);
});
