import fc from "fast-check";
import { expect, test } from "vitest";
import { createClient } from "../src/client.ts";
import { lineIn, type OperationTree } from "../src/bind-tree.ts";
import { tree } from "../src/generated/tree.ts";
import * as door from "../src/generated/queries.ts";
import { createPlinto } from "../src/plinto.ts";
import { BASE_URL, complete, issued, rejection, sessionKit, signedInKit, transportKit } from "./support/fixtures.ts";
import { json, problem } from "./support/scripted-server.ts";

const { eventInvalidations, invalidations, lineAt, personScope, queryAt, queryScope, tree: _, ...resources } = door;
const { organizations, users } = resources;

/** An access token (RFC 9068) with these claims and no signature to speak of. */
const tokenOf = (claims: object): string => `${btoa('{"typ":"at+jwt"}')}.${btoa(JSON.stringify(claims)).replaceAll("+", "-").replaceAll("/", "_")}.c2ln`;

test("a query is a key and a function, and making it sends nothing", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", () => json({ id: "org_1" }));
  const { queryKey, queryFn } = organizations.get(client, { orgId: "org_1" });
  expect(queryKey).toEqual([queryScope(client), "organizations", "get", "item", { orgId: "org_1" }]);
  expect(server.seen).toEqual([]);
  expect(await queryFn()).toEqual({ id: "org_1" });
});

test("a list is one page, under a key of its own kind", async () => {
  const { client, server } = transportKit();
  const page = { data: [{ userId: "usr_1" }], nextCursor: "c2", prevCursor: null };
  server.on("GET /v1/organizations/org_1/members", () => json(page));
  const { queryKey, queryFn } = organizations.members.list(client, { orgId: "org_1", pageSize: 1 });
  expect(queryKey.slice(1)).toEqual(["organizations.members", "list", "page", { orgId: "org_1", pageSize: 1 }]);
  expect(await queryFn()).toEqual(page);
  expect(server.seen).toHaveLength(1);
});

test("parameters that may be left out are an empty object in the key", () => {
  const { client } = transportKit();
  expect(users.getMe(client).queryKey.at(-1)).toEqual({});
});

test("the signal of a cache ends the request", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/users/me", () => new Promise(() => {}));
  const controller = new AbortController();
  const failed = rejection(users.getMe(client).queryFn({ signal: controller.signal }));
  controller.abort();
  expect(await failed).toMatchObject({ kind: "abort", code: "aborted" });
});

test("a query fails as its operation does", async () => {
  const { client, server } = transportKit();
  server.on("GET /v1/organizations/org_1", () => problem(404, "not_found"));
  expect(await rejection(organizations.get(client, { orgId: "org_1" }).queryFn())).toMatchObject({ code: "not_found", operationId: "getOrganization" });
});

test("the scope is another one for another base URL, publishable key and organization, and otherwise the same", () => {
  const scope = (options: object, organizationId?: string): string => {
    const plinto = createPlinto({ baseUrl: BASE_URL, publishableKey: "pk_test_1", ...options });
    return queryScope(organizationId ? plinto.forOrganization(organizationId) : plinto);
  };
  expect(scope({})).toBe(scope({}));
  expect(scope({})).toMatch(/^plinto:[0-9a-z]+-[0-9a-z]+\/[0-9a-z]+-[0-9a-z]+$/);
  const scopes = [scope({}), scope({ baseUrl: "https://eu.api.test" }), scope({ publishableKey: "pk_test_2" }), scope({}, "org_1"), scope({}, "org_2")];
  expect(new Set(scopes).size).toBe(scopes.length);
});

test("two people share no scope, and who signs out leaves hers", async () => {
  const { plinto, server } = await signedInKit();
  const ada = queryScope(plinto);
  server.on("POST /v1/auth/sign-out", () => new Response(null, { status: 204 }));
  await plinto.signOut();
  const nobody = queryScope(plinto);
  const bob = { ...complete(1, { id: "ses_2", userId: "usr_2" }), user: { id: "usr_2" } };
  server.on("POST /v1/auth/sign-in", () => json(bob));
  await plinto.signIn({});
  expect(new Set([ada, nobody, queryScope(plinto)]).size).toBe(3);
});

test("a session that moves to another organization reads under another scope", async () => {
  const { plinto, server } = await signedInKit();
  const before = queryScope(plinto);
  expect(before).toBe(queryScope(plinto.forOrganization("org_own")));
  server.on("POST /v1/auth/switch-organization", () => json(issued(2, { organizationId: "org_2" })));
  await plinto.switchOrganization({ organizationId: "org_2" });
  expect(queryScope(plinto)).not.toBe(before);
  expect(queryScope(plinto)).toBe(queryScope(plinto.forOrganization("org_2")));
});

test("every scope of a person begins alike, and nobody else's does", async () => {
  const { plinto } = await signedInKit();
  const ada = personScope(plinto);
  expect([queryScope(plinto), queryScope(plinto.forOrganization("org_2"))].every((scope) => scope.startsWith(ada))).toBe(true);
  const { plinto: other } = sessionKit();
  expect(personScope(other)).not.toBe(ada);
  expect(personScope(other.withSession(tokenOf({ sub: "usr_1", org_id: "org_3" })))).toBe(ada);
});

test("a query is found by its name in the facade, and so is the line of any operation", () => {
  const { client } = transportKit();
  expect(queryAt(tree, client, "organizations.members.list", { orgId: "org_1" }).queryKey).toEqual(
    organizations.members.list(client, { orgId: "org_1" }).queryKey,
  );
  expect(queryAt(tree, client, "users.getMe").queryKey).toEqual(users.getMe(client).queryKey);
  expect(lineAt(tree, "organizations.members.update")).toBe("updateMember PATCH /v1/organizations/{orgId}/members/{userId}");
});

test("a refreshed token changes no key", async () => {
  const { plinto, clock } = await signedInKit();
  const before = queryScope(plinto);
  await clock.advance(400_000);
  await plinto.session.getToken();
  expect(queryScope(plinto)).toBe(before);
});

test("a server that is bound to a request reads under the scope of the person's browser", async () => {
  const { plinto: browser } = await signedInKit();
  const { plinto: server } = sessionKit();
  const bound = server.withSession(tokenOf({ sub: "usr_1", org_id: "org_own" }));
  expect(queryScope(bound)).toBe(queryScope(browser));
  expect(queryScope(server.withSession(tokenOf({ sub: "usr_2", org_id: "org_own" })))).not.toBe(queryScope(browser));
  expect(queryScope(server.withSession(tokenOf({ sub: "usr_1" })))).not.toBe(queryScope(browser));
  expect(queryScope(bound.forOrganization("org_2"))).toBe(queryScope(browser.forOrganization("org_2")));
});

test("no credential is in a scope: neither a secret key nor an opaque token changes it", () => {
  const scope = (secretKey?: string): string => queryScope(createClient({ baseUrl: BASE_URL, ...(secretKey && { secretKey }) }));
  expect([scope("sk_test_1"), scope("ok_test_1.x.y")]).toEqual([scope(), scope()]);
});

test("scopes of different people do not meet", () => {
  const { plinto } = sessionKit();
  const scope = (sub: string): string => queryScope(plinto.withSession(tokenOf({ sub })));
  const id = fc.stringMatching(/^usr_[0-9a-z]{26}$/);
  fc.assert(fc.property(id, id, (one, other) => (scope(one) === scope(other)) === (one === other)));
});

test("everything that becomes stale is the beginning of a key that some query has", () => {
  const { client } = transportKit();
  const keys = new Set<string>();
  const visit = (node: object): void => {
    for (const member of Object.values(node)) {
      if (typeof member === "function") keys.add(member(client, {}).queryKey.slice(1, 3).join(" "));
      else if (typeof member === "object") visit(member);
    }
  };
  visit(resources);
  const stale = [...Object.values(invalidations), ...Object.values(eventInvalidations)].flat().map((beginning) => beginning.join(" "));
  expect(stale.length).toBeGreaterThan(20);
  expect(stale.filter((beginning) => !keys.has(beginning))).toEqual([]);
});

test("a read of the facade has a query under the same name", () => {
  const { client } = transportKit();
  const missing: string[] = [];
  const visit = (lines: OperationTree, queries: any, names: string[]): void => {
    for (const [name, node] of Object.entries(lines)) {
      if (typeof node !== "string") visit(node, queries?.[name], [...names, name]);
      else if (/^(get|list)\w* GET /.test(lineIn(lines, name)) && queries?.[name]?.(client, {}).queryKey[2] !== name) missing.push([...names, name].join("."));
    }
  };
  visit(tree, resources, []);
  expect(missing).toEqual([]);
});
