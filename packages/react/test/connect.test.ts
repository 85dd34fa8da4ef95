import { createPlinto } from "@plinto/core";
import { organizations, personScope, users } from "@plinto/core/queries";
import { createMock } from "@plinto/mock";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createAuthStore } from "../src/auth-store.ts";
import { cacheConnection } from "../src/query/connect.ts";
import { mutationOptions, queryOptions } from "../src/query/index.ts";
import { kitOf } from "./support/kit.tsx";

test("a call of the client itself, without any hook, makes stale what it touches", async () => {
  const { mock, plinto, cache } = kitOf("ada");
  await plinto.session.ready();
  const stop = cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
  const orgId = mock.seed.organizations.acme.id;
  const [own, mine] = [organizations.get(plinto, { orgId }).queryKey, users.getMe(plinto).queryKey];
  cache.setQueryData(own, {});
  cache.setQueryData(mine, {});
  await plinto.organizations.update({ orgId, name: "Acme Labs" });
  expect([cache.getQueryState(own)?.isInvalidated, cache.getQueryState(mine)?.isInvalidated]).toEqual([true, false]);
  stop();
});

test("a refusal makes nothing stale, and an answer that was lost does: the change may have been made", async () => {
  const { mock, plinto, cache } = kitOf("ada", { client: { retry: { retries: 0 } } });
  await plinto.session.ready();
  cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
  const orgId = mock.seed.organizations.acme.id;
  const { queryKey } = organizations.get(plinto, { orgId });
  cache.setQueryData(queryKey, {});
  await plinto.organizations.update({ orgId, slug: "globex" }).catch(() => {});
  expect(cache.getQueryState(queryKey)?.isInvalidated).toBe(false);
  mock.faults.add({ operation: "updateOrganization", drop: "after", times: 1 });
  await expect(plinto.organizations.update({ orgId, name: "Acme Labs" })).rejects.toMatchObject({ code: "network_error" });
  expect(cache.getQueryState(queryKey)?.isInvalidated).toBe(true);
});

// A list of members that nobody showed went on with the one who had become an admin, as if it had just been read.
test("what a change has made stale is read again when it is shown, also where what it answered, or will, was written into it", async () => {
  const { mock, plinto, cache, asked } = kitOf("ada", { organization: "acme" });
  await plinto.session.ready();
  const stop = cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
  const { acme } = mock.seed.organizations;
  const { id: userId } = mock.seed.users.bob;
  const members = { ...queryOptions(organizations.members.list(plinto, { orgId: acme.id, role: "member" })), staleTime: 60_000 };
  const rolesOf = async (): Promise<string[]> => (await cache.query(members)).data.filter((one) => one.userId === userId).map(({ role }) => role);
  const change = (role: "admin" | "member", optimistic: boolean): Promise<unknown> =>
    cache
      .getMutationCache()
      .build(cache, mutationOptions(plinto, "organizations.members.update", { optimistic }) as never)
      .execute({ orgId: acme.id, userId, role } as never);
  for (const optimistic of [false, true]) {
    expect(await rolesOf()).toEqual(["member"]);
    const { dataUpdatedAt } = cache.getQueryState(members.queryKey)!;
    await change("admin", optimistic);
    expect(cache.getQueryData(members.queryKey)).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ userId, role: "admin" })]) });
    expect(cache.getQueryState(members.queryKey)).toMatchObject({ isInvalidated: true, dataUpdatedAt });
    expect(await rolesOf()).toEqual([]);
    await change("member", optimistic);
  }
  expect(asked.filter((operation) => operation === "listMembers")).toHaveLength(4);
  stop();
});

test("who signs out leaves nothing in the cache, in whatever organization it was read; others keep theirs", async () => {
  const { mock, plinto, cache } = kitOf("ada");
  await plinto.session.ready();
  cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
  const { acme, globex } = mock.seed.organizations;
  cache.setQueryData(users.getMe(plinto).queryKey, {});
  cache.setQueryData(organizations.get(plinto.forOrganization(globex.id), { orgId: acme.id }).queryKey, {});
  const bob = createPlinto(mock.as("bob"));
  await bob.session.ready();
  cache.setQueryData(users.getMe(bob).queryKey, {});
  await plinto.auth.signOut();
  expect(
    cache
      .getQueryCache()
      .getAll()
      .map(({ queryKey }) => queryKey),
  ).toEqual([users.getMe(bob).queryKey]);
});

test("a session that the server has ended leaves nothing in the cache", async () => {
  const { mock, plinto, cache } = kitOf("bob");
  await plinto.session.ready();
  cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
  cache.setQueryData(users.getMe(plinto).queryKey, {});
  const admin = createPlinto({ baseUrl: mock.baseUrl, fetch: mock.fetch.bind(mock), secretKey: mock.keys.secretKey });
  await admin.users.ban({ userId: mock.seed.users.bob.id, reason: "left" } as never);
  await plinto.users.getMe().catch(() => {});
  expect([plinto.session.current, cache.getQueryCache().getAll()]).toEqual([null, []]);
});

test("two clients with one cache do not touch each other's reads", async () => {
  const mock = createMock();
  const cache = new QueryClient();
  const [ada, bob] = [createPlinto(mock.as("ada")), createPlinto(mock.as("bob"))];
  for (const plinto of [ada, bob]) {
    await plinto.session.ready();
    cacheConnection(cache, plinto, createAuthStore(plinto, undefined))();
    cache.setQueryData(users.getMe(plinto).queryKey, {});
  }
  await ada.users.updateMe({ name: "Countess" });
  expect(personScope(ada)).not.toBe(personScope(bob));
  expect([ada, bob].map((plinto) => cache.getQueryState(users.getMe(plinto).queryKey)?.isInvalidated)).toEqual([true, false]);
});
