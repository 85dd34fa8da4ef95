import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { graphql } from "../../src/graphql/engine.ts";
import type { WorldEngine } from "../../src/graphql/port.ts";
import { handlers } from "../../src/operations/registry.ts";
import { Authenticator } from "../../src/pipeline/authenticate.ts";
import { ask, codes, mockWithGraphql, signIn } from "./asking.ts";

/** A mock that writes down what GraphQL runs. */
async function counting(): Promise<{ readonly mock: Mock; readonly ran: string[] }> {
  const ran: string[] = [];
  const engine: WorldEngine = {
    open: (host) =>
      (graphql as WorldEngine).open({
        ...host,
        perform: (outer, inner) => {
          ran.push(inner.row.id);
          return host.perform(outer, inner);
        },
      }),
  };
  const mock = createMock({ clock: "virtual", graphql: engine }) as unknown as Mock;
  await mock.ready();
  return { mock, ran };
}

test("what a document asks twice is asked once: a hundred items of one organization lead to it by one call", async () => {
  const { mock, ran } = await counting();
  const orgId = mock.seed.organizations["acme"]!.id;
  for (let made = 0; made < 30; made += 1)
    await ask(mock, {
      query: "mutation($o: ID, $e: String!) { createInvitation(orgId: $o, input: { email: $e }) { id } }",
      variables: { o: orgId, e: `invited${made}@acme.test` },
    });
  ran.length = 0;
  const { data, errors } = await ask(mock, {
    query:
      "query($o: ID) { invitations(orgId: $o, first: 100) { nodes { email organization { id owner: name } } } again: invitations(orgId: $o, first: 100) { nodes { id organization { id } } } }",
    variables: { o: orgId },
  });
  expect(errors).toEqual([]);
  expect(data!["invitations"].nodes.length).toBeGreaterThan(29);
  expect(ran.sort()).toEqual(["getOrganization", "listInvitations"]);
});

test("no document runs more operations than it was said to cost", async () => {
  const { mock, ran } = await counting();
  const orgId = mock.seed.organizations["acme"]!.id;
  // From the end of a page, from within one, and from the beginning.
  const { edges } = (await ask(mock, `{ organization(orgId: "${orgId}") { members(first: 3) { edges { cursor } } } }`)).data!["organization"].members;
  const after = fc.constantFrom("", ...edges.map(({ cursor }: { cursor: string }) => `, after: "${cursor}"`));
  const below = (depth: number): fc.Arbitrary<string> =>
    depth === 0
      ? fc.oneof(
          fc.constantFrom("id", "name", "stats { __typename }", "limits { plan }"),
          fc.tuple(fc.integer({ min: 1, max: 4 }), after).map(([first, place]) => `members(first: ${first}${place}) { pageInfo { hasNextPage } }`),
        )
      : fc
          .tuple(fc.constantFrom("members", "teams", "invitations", "webhooks"), fc.integer({ min: 1, max: 4 }), below(depth - 1), fc.boolean(), after)
          .map(
            ([name, first, inner, edges, place]) =>
              `${name}(first: ${first}${name === "members" ? place : ""}) { ${edges ? `edges { node { organization { ${inner} } } }` : `nodes { organization { ${inner} } }`} }`,
          );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }).chain(below), { minLength: 1, maxLength: 3 }), async (parts) => {
      ran.length = 0;
      const { extensions, errors } = await ask(mock, `{ ${parts.map((part, index) => `o${index}: organization(orgId: "${orgId}") { ${part} }`).join(" ")} }`);
      expect(errors).toEqual([]);
      expect(ran.length).toBeLessThanOrEqual(extensions!["cost"]);
    }),
    { numRuns: 60 },
  );
});

test("going on costs the same from any place, and asks for no page but the one that follows", async () => {
  const { mock, ran } = await counting();
  const { edges, pageInfo } = (await ask(mock, "{ users(first: 3) { edges { cursor } pageInfo { endCursor } } }")).data!["users"];
  for (const after of [edges[0].cursor, pageInfo.endCursor, null]) {
    ran.length = 0;
    const { errors, extensions } = await ask(mock, { query: "query($a: String) { users(first: 2, after: $a) { nodes { id } } }", variables: { a: after } });
    expect([errors, extensions, ran]).toEqual([[], { cost: 1 }, ["listUsers"]]);
  }
});

// A request that held many calls could have been logged, let in and counted as many times.
test("GraphQL admits a request once: many fields make one entry, one authentication and one count", async () => {
  const mock = createMock({ clock: "virtual", limits: "enforce", graphql }) as unknown as Mock;
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const authenticating = vi.spyOn(Authenticator.prototype, "authenticate");
  const remaining = (headers: Headers): number => Number(/r=(\d+)/.exec(headers.get("ratelimit")!)![1]);
  const orgId = mock.seed.organizations["acme"]!.id;
  const left = async (): Promise<number> => remaining((await ask(mock, `{ organization(orgId: "${orgId}") { id } }`, { as: token })).headers);
  const before = await left();
  authenticating.mockClear();
  const requests = mock.requests.length;
  const fields = Array.from(
    { length: 5 },
    (_, index) => `a${index}: organization(orgId: "${orgId}") { id stats { __typename } members(first: 1) { nodes { user { id } } } }`,
  );
  const { errors, extensions } = await ask(mock, `{ ${fields.join(" ")} }`, { as: token });
  expect(errors).toEqual([]);
  expect(mock.requests.slice(requests).map(({ operationId, status, caller }) => [operationId, status, caller !== null])).toEqual([["graphql", 200, true]]);
  expect(authenticating).toHaveBeenCalledTimes(1);
  authenticating.mockRestore();
  // That which asks is counted as well.
  expect(before - (await left())).toBe(extensions!["cost"] + 1);
});

test("a query reads one state, whatever is written while it runs", async () => {
  let mock: Mock | undefined = undefined as Mock | undefined;
  let calls = 0;
  const engine: WorldEngine = {
    open: (host) =>
      (graphql as WorldEngine).open({
        ...host,
        perform: async (outer, inner) => {
          calls += 1;
          // Between the two fields of the document somebody else writes.
          if (calls === 2)
            await mock!.fetch(`${mock!.baseUrl}/v1/organizations/${mock!.seed.organizations["acme"]!.id}`, {
              method: "PATCH",
              headers: { authorization: `Bearer ${mock!.keys.secretKey}`, "content-type": "application/json" },
              body: '{"name":"Renamed meanwhile"}',
            });
          return host.perform(outer, inner);
        },
      }),
  };
  mock = createMock({ clock: "virtual", graphql: engine }) as unknown as Mock;
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const query = `{ one: organization(orgId: "${orgId}") { name members(first: 1) { nodes { organization { name } } } } two: organizationSettings(orgId: "${orgId}") { version } }`;
  const { data } = await ask(mock, query);
  expect(data!["one"].members.nodes[0].organization.name).toBe(data!["one"].name);
  expect((await ask(mock, query)).data!["one"].name).toBe("Renamed meanwhile");
});

test("mutations run in order, each answer in the state that it left, and one that is refused leaves the others alone", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const answered = await ask(mock, {
    query: `mutation($o: ID!) {
      first: createTeam(orgId: $o, input: { name: "One" }) { name organization { teams { nodes { name } } } }
      refused: createTeam(orgId: $o, input: { name: "" }) { name }
      second: createTeam(orgId: $o, input: { name: "Two" }) { name organization { teams(sort: "name") { nodes { name } } } }
    }`,
    variables: { o: orgId },
  });
  const { first, refused, second } = answered.data!;
  const names = (team: any): string[] => team.organization.teams.nodes.map(({ name }: { name: string }) => name);
  expect([names(first).includes("One"), names(first).includes("Two"), refused, names(second).includes("Two")]).toEqual([true, false, null, true]);
  expect(answered.errors).toMatchObject([{ path: ["refused"], extensions: { code: "validation_failed", status: 400, errors: [{ pointer: "/name" }] } }]);
});

// One key made a team for each document that named its field otherwise, and nothing said that an answer was told again.
test("with an idempotency key a document that is repeated does nothing twice, and stands for no other document", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const send = (name: string): ReturnType<typeof ask> =>
    ask(
      mock,
      {
        query:
          'mutation($o: ID!, $n: String!) { a: createTeam(orgId: $o, input: { name: $n }) { id } b: createTeam(orgId: $o, input: { name: "Other" }) { id } }',
        variables: { o: orgId, n: name },
      },
      { headers: { "idempotency-key": "once" } },
    );
  const first = await send("Night shift");
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  const again = await send("Night shift");
  expect([again.data, again.headers.get("idempotency-replayed")]).toEqual([first.data, "true"]);
  expect(first.data!["a"].id).not.toBe(first.data!["b"].id);
  const other = await send("Day shift");
  expect([other.status, other.data, codes(other)]).toEqual([409, undefined, { "": "idempotency_key_reused" }]);
  const team = (alias: string): string => `mutation { ${alias}: createTeam(orgId: "${orgId}", input: { name: "Other name" }) { id } }`;
  expect(codes(await ask(mock, team("c"), { headers: { "idempotency-key": "once" } }))).toEqual({ "": "idempotency_key_reused" });
  const asProblem = await ask(mock, team("c"), { headers: { "idempotency-key": "once" }, accept: "application/json" });
  expect([asProblem.status, asProblem.type, asProblem.code]).toEqual([409, "application/problem+json", "idempotency_key_reused"]);
});

test("an idempotency key that is empty or too long is refused with the whole document, which does nothing", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const query = `mutation { a: createTeam(orgId: "${orgId}", input: { name: "One" }) { id } b: createTeam(orgId: "${orgId}", input: { name: "Two" }) { id } }`;
  for (const key of ["k".repeat(256), ""]) {
    const refused = await ask(mock, query, { headers: { "idempotency-key": key } });
    expect([refused.status, refused.data, refused.errors]).toMatchObject([
      400,
      undefined,
      [{ extensions: { code: "validation_failed", errors: [{ pointer: "/header/Idempotency-Key", message: expect.stringContaining("1 to 255") }] } }],
    ]);
  }
  expect((await ask(mock, `{ teams(orgId: "${orgId}", q: "One") { nodes { id } } }`, { headers: { "idempotency-key": "" } })).data).toEqual({
    teams: { nodes: [] },
  });
});

test("what came to nothing may be mended and sent again with its idempotency key", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const send = (name: string): ReturnType<typeof ask> =>
    ask(mock, `mutation { createTeam(orgId: "${orgId}", input: { name: "${name}" }) { name } }`, { headers: { "idempotency-key": "once" } });
  expect(codes(await send(""))).toEqual({ createTeam: "validation_failed" });
  expect((await send("Night shift")).data).toEqual({ createTeam: { name: "Night shift" } });
  expect(codes(await send("Day shift"))).toEqual({ "": "idempotency_key_reused" });
});

test("pages follow one another from any place in a list, and end", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const page = async (first: number, after: string | null): Promise<any> =>
    (
      await ask(mock, {
        query:
          "query($o: ID, $n: Int, $a: String) { permissions(orgId: $o, first: $n, after: $a) { edges { cursor node { permission } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
        variables: { o: orgId, n: first, a: after },
      })
    ).data!["permissions"];
  const all = (await page(100, null)).edges.map(({ node }: any) => node.permission);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 4 }), fc.nat(), async (first, sizes, pick) => {
      let { edges, pageInfo } = await page(first, null);
      const seen = edges.map(({ node }: any) => node.permission);
      for (const size of sizes) {
        if (edges.length === 0) break;
        // Not only from the end: any item is a place to go on from.
        const from = pick % edges.length;
        seen.length -= edges.length - 1 - from;
        ({ edges, pageInfo } = await page(size, edges[from].cursor));
        seen.push(...edges.map(({ node }: any) => node.permission));
      }
      expect(seen).toEqual(all.slice(0, seen.length));
      expect(pageInfo.hasNextPage).toBe(seen.length < all.length);
    }),
    { numRuns: 40 },
  );
  expect(
    codes(await ask(mock, { query: 'query($o: ID) { permissions(orgId: $o, after: "nonsense") { nodes { permission } } }', variables: { o: orgId } })),
  ).toEqual({ permissions: "cursor_invalid" });
});

// The places within a first page were counted from its beginning, for any list of anybody: whoever had one could put it anywhere.
test("a place is good for its own list, tenant, filter and order, over REST as well, and for nothing else", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const other = (await ask(mock, `mutation { createOrganization(input: { name: "Other", ownerUserId: "${mock.seed.users["ada"]!.id}" }) { id } }`)).data!;
  const otherId = other["createOrganization"].id as string;
  const fields = "edges { cursor node { userId } }";
  const { edges } = (await ask(mock, `{ members(orgId: "${orgId}", first: 3) { ${fields} } }`)).data!["members"];
  const after = edges[0].cursor as string;
  const go = (list: string): ReturnType<typeof ask> => ask(mock, `{ list: ${list} }`);
  const behind = (await go(`members(orgId: "${orgId}", first: 2, after: "${after}") { ${fields} }`)).data!["list"];
  expect(behind.edges).toEqual(edges.slice(1));
  const rest = await mock.fetch(`${mock.baseUrl}/v1/organizations/${orgId}/members?pageSize=2&cursor=${after}`, {
    headers: { authorization: `Bearer ${mock.keys.secretKey}` },
  });
  expect(((await rest.json()) as { data: { userId: string }[] }).data.map(({ userId }) => userId)).toEqual(edges.slice(1).map(({ node }: any) => node.userId));
  for (const list of [
    `users(after: "${after}") { nodes { id } }`,
    `invitations(orgId: "${orgId}", after: "${after}") { nodes { id } }`,
    `members(orgId: "${otherId}", after: "${after}") { nodes { userId } }`,
    `members(orgId: "${orgId}", role: member, after: "${after}") { nodes { userId } }`,
    `members(orgId: "${orgId}", sort: "-joinedAt", after: "${after}") { nodes { userId } }`,
    `members(orgId: "${orgId}", after: "${after.slice(0, -1)}${after.endsWith("A") ? "B" : "A"}") { nodes { userId } }`,
    // As places were spelled when they were counted.
    ...["1~", "500~", "101~anything"].map(
      (counted) => `members(orgId: "${orgId}", after: "${Buffer.from(counted).toString("base64url")}") { nodes { userId } }`,
    ),
  ]) {
    const { errors } = await go(list);
    expect([list, errors.map(({ message, extensions }) => [message, extensions.code, extensions["errors"]])]).toEqual([
      list,
      [[expect.stringMatching(/cursor/i), "cursor_invalid", undefined]],
    ]);
  }
});

// Places were counted from the newest, so what was added at the head pushed an item that was told already behind them.
test("what is added at the head of a list between two pages repeats nothing on the second", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const invite = (email: string): ReturnType<typeof ask> => ask(mock, `mutation { createInvitation(orgId: "${orgId}", input: { email: "${email}" }) { id } }`);
  for (const name of ["one", "two", "three", "four"]) await invite(`${name}@acme.test`);
  const page = async (after: string | null): Promise<any> =>
    (
      await ask(mock, {
        query: 'query($o: ID, $a: String) { invitations(orgId: $o, sort: "-createdAt", first: 2, after: $a) { edges { cursor node { email } } } }',
        variables: { o: orgId, a: after },
      })
    ).data!["invitations"].edges;
  const first = await page(null);
  await invite("meanwhile@acme.test");
  const emails = (edges: any): string[] => edges.map(({ node }: any) => node.email);
  expect(emails(first)).toEqual(["four@acme.test", "three@acme.test"]);
  expect(emails(await page(first[0].cursor))).toEqual(["three@acme.test", "two@acme.test"]);
  expect(emails(await page(first[1].cursor))).toEqual(["two@acme.test", "one@acme.test"]);
});

test("an edge of something is asked for in its organization, whatever organization the request names", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const { token } = await signIn(mock, "ada");
  const own = (await ask(mock, `mutation { createOrganization(input: { name: "Second" }) { id } }`, { as: token })).data!["createOrganization"].id as string;
  const { data, errors } = await ask(mock, "{ organizations { nodes { id roles { nodes { organizationId } } members { nodes { organizationId } } } } }", {
    as: token,
    headers: { "plinto-organization": own },
  });
  expect(errors).toEqual([]);
  for (const { id, roles, members } of data!["organizations"].nodes) {
    expect(new Set(roles.nodes.map((role: any) => role.organizationId).filter(Boolean))).toEqual(
      new Set(roles.nodes.some((role: any) => role.organizationId) ? [id] : []),
    );
    expect(members.nodes.every((member: any) => member.organizationId === id)).toBe(true);
  }
  const two = await ask(
    mock,
    { query: "query($o: ID) { policies(orgId: $o) { nodes { id } } }", variables: { o: mock.seed.organizations["acme"]!.id } },
    { as: token, headers: { "plinto-organization": own } },
  );
  expect(codes(two)).toEqual({ policies: "organization_mismatch" });
});

test("a limit counts a document by its cost, what has a limit of its own there too, and an organization that is named by itself", async () => {
  const mock = createMock({ clock: "virtual", limits: "enforce", graphql }) as unknown as Mock;
  await mock.ready();
  const remaining = (headers: Headers): number => Number(/r=(\d+)/.exec(headers.get("ratelimit")!)![1]);
  const before = remaining((await ask(mock, "{ version { api } }")).headers);
  expect(before - remaining((await ask(mock, "{ a: version { api } b: version { api } c: version { api } }")).headers)).toBe(3);
  const attempts = `mutation { ${Array.from({ length: 61 }, (_, index) => `a${index}: signIn(input: { email: "ada@acme.test", password: "wrong${index}" }) { __typename }`).join(" ")} }`;
  const answered = await ask(mock, attempts, { as: null });
  expect(new Set(Object.values(codes(answered)))).toEqual(new Set(["invalid_credentials", "account_locked", "rate_limited"]));
  expect(codes(answered)["a60"]).toBe("rate_limited");
});

test("a bug of the mock is told by a field as REST tells it", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  const broken = vi.spyOn(handlers.getVersion, "decide").mockImplementation(() => {
    throw new TypeError("nobody thought of this");
  });
  const rest = (await (await mock.fetch(`${mock.baseUrl}/v1/version`)).json()) as Record<string, unknown>;
  const { errors } = await ask(mock, "{ version { api } }");
  broken.mockRestore();
  expect(rest).toMatchObject({ status: 500, code: "internal_error", detail: "This is a bug of the mock. TypeError: nobody thought of this" });
  expect(errors).toMatchObject([{ path: ["version"], message: rest["detail"], extensions: { status: 500, code: "internal_error" } }]);
});

test("a fault of an operation strikes its field, and a dropped connection the whole request", async () => {
  const mock = mockWithGraphql();
  await mock.ready();
  mock.faults.add({ operation: "getHealth", code: "internal_error", times: 1 } as never);
  const { data, errors } = await ask(mock, "{ health { status } version { api } }");
  expect([data!["health"], data!["version"].api, errors[0]!.extensions.code]).toEqual([null, "2026-11-01", "internal_error"]);
  mock.faults.add({ operation: "getHealth", drop: "before", times: 1 } as never);
  await expect(ask(mock, "{ health { status } }")).rejects.toThrow("fetch failed");
});
