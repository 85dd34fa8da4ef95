import { expect, test } from "vitest";
import { createMock, defineSeed, type Mock, type MockOptions } from "../../src/index.ts";
import { graphql } from "../../src/graphql/engine.ts";
import { internalsOf } from "../../src/mock.ts";
import { tokenOf } from "../realtime/plain-socket.ts";
import { ask, codes, mockWithGraphql } from "./asking.ts";
import { talk, talkAs } from "./talking.ts";

const events = "subscription($o: ID!) { organizationEvents(orgId: $o) { type data } }";

async function fresh(): Promise<{ readonly mock: Mock; readonly acme: string }> {
  const mock = mockWithGraphql();
  await mock.ready();
  return { mock, acme: mock.seed.organizations["acme"]!.id };
}

/** JSON of lists in lists. */
function nested(levels: number): string {
  return `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
}

// The quota of the plan was counted only where the organization stood in a plain field with a literal or a given variable.
test.each<[string, (orgId: string) => string]>([
  ["a field", (orgId) => `{ organization(orgId: "${orgId}") { id } }`],
  ["a fragment at the root", (orgId) => `{ ... { organization(orgId: "${orgId}") { id } } }`],
  ["a fragment with a name", (orgId) => `{ ...F } fragment F on Query { ...G } fragment G on Query { organization(orgId: "${orgId}") { id } }`],
  ["the default of a variable", (orgId) => `query($o: ID! = "${orgId}") { organization(orgId: $o) { id } }`],
])("the quota of a plan counts an organization that is named by %s", async (_where, query) => {
  const mock = createMock({
    clock: "virtual",
    limits: "enforce",
    graphql,
    seed: defineSeed({ users: { ada: { email: "ada@small.test" } }, organizations: { small: { owner: "ada", plan: "free" } } }),
  }) as unknown as Mock;
  await mock.ready();
  const as = await tokenOf(mock, "ada");
  const document = query(mock.seed.organizations["small"]!.id);
  for (let call = 0; call < 100; call += 1) expect((await ask(mock, document, { as })).status).toBe(200);
  expect(await ask(mock, document, { as })).toMatchObject({ status: 429, code: "rate_limited" });
});

// Only fields of the root counted with the organization that they name, so `me` asked in any number of organizations for nothing.
test("the quota of a plan counts an organization that is named below the root, and what else is asked for is counted elsewhere", async () => {
  const mock = mockWithGraphql({
    limits: "enforce",
    seed: defineSeed({ users: { ada: { email: "ada@small.test" } }, organizations: { small: { owner: "ada", plan: "free" } } }),
  } as unknown as MockOptions<"acme">);
  await mock.ready();
  const orgId = mock.seed.organizations["small" as "acme"]!.id;
  const userId = (mock.seed.users as unknown as Record<string, { id: string }>)["ada"]!.id;
  const remaining = async (query: string): Promise<number> => Number(/r=(\d+)/.exec((await ask(mock, query)).headers.get("ratelimit")!)![1]);
  const permissions = `effectivePermissions(orgId: "${orgId}") { status }`;
  const left = await remaining(`{ organization(orgId: "${orgId}") { id } }`);
  expect(await remaining(`{ user(userId: "${userId}") { ${permissions} again: ${permissions} } }`)).toBe(left - 2);
  expect(await remaining(`{ users(first: 10) { nodes { ${permissions} } } }`)).toBe(left - 12);
});

// A subscription ran no operation, so it cost the organization that it names nothing, however often it was made.
test("the quota of a plan counts every subscription", async () => {
  const mock = mockWithGraphql({ limits: "enforce" });
  await mock.ready();
  const orgId = mock.seed.organizations["acme"]!.id;
  const remaining = async (): Promise<number> =>
    Number(/r=(\d+)/.exec((await ask(mock, `{ organization(orgId: "${orgId}") { id } }`)).headers.get("ratelimit")!)![1]);
  const socket = await talkAs(mock, mock.keys.secretKey);
  const left = await remaining();
  for (const id of ["1", "2", "3"]) {
    socket.say({ type: "subscribe", id, payload: { query: events, variables: { o: orgId } } });
    socket.say({ type: "complete", id });
  }
  socket.say({ type: "ping", payload: { cursor: true } });
  expect(await socket.hear()).toMatchObject({ type: "pong" });
  expect(await remaining()).toBe(left - 4);
});

// A page size that came from the default of a variable was weighed as 20, whatever it was.
test("a page costs what it costs, wherever its size comes from", async () => {
  const { mock } = await fresh();
  const query = (head: string, size: string): string =>
    `query${head} { organizations(first: ${size}) { nodes { teams(first: ${size}) { nodes { members(first: ${size}) { nodes { addedAt } } } } } } }`;
  const [literal, given, byDefault] = [
    await ask(mock, query("", "100")),
    await ask(mock, { query: query("($n: Int)", "$n"), variables: { n: 100 } }),
    await ask(mock, query("($n: Int = 100)", "$n")),
  ];
  for (const { errors } of [literal, given, byDefault])
    expect(errors).toMatchObject([{ message: expect.stringContaining("10101"), extensions: { code: "query_too_complex" } }]);
  const nobody = await ask(mock, { query: query("($n: Int = 100)", "$n"), variables: { n: 2 } });
  expect(nobody.extensions).toEqual({ cost: 7 });
});

// 3.9 KB without a credential were answered by 10.7 MB and cost nothing: 45 times the whole schema.
test("asking about the schema has its price, and asking twice has twice the price", async () => {
  const { mock } = await fresh();
  const types = "types { name description fields { name description } }";
  const cost = async (query: string): Promise<unknown> => (await ask(mock, query, { as: null })).extensions?.["cost"];
  expect(await cost(`{ __schema { ${types} } }`)).toBe(100);
  expect(await cost(`{ __type(name: "User") { name } __schema { ${types} } }`)).toBe(200);
  expect(await cost(`{ __schema { ${types} again: ${types} } }`)).toBe(200);
  expect(await cost("{ __typename }")).toBe(0);
  const copies = (count: number, what: (index: number) => string): string => Array.from({ length: count }, (_, index) => what(index)).join(" ");
  for (const query of [
    `{ ${copies(11, (index) => `a${index}: __schema { ${types} }`)} }`,
    `{ __schema { ${copies(11, (index) => `a${index}: ${types}`)} } }`,
    `{ __schema { types { ...F } } } fragment F on __Type { ${copies(11, (index) => `a${index}: description`)} }`,
  ])
    expect(codes(await ask(mock, query, { as: null }))).toEqual({ "": "query_too_complex" });
});

test("who asks about the schema without a credential is limited as by every cost", async () => {
  const mock = mockWithGraphql({ limits: "enforce" });
  await mock.ready();
  const remaining = async (): Promise<number> =>
    Number(/r=(\d+)/.exec((await ask(mock, "{ __schema { queryType { name } } }", { as: null })).headers.get("ratelimit")!)![1]);
  expect((await remaining()) - (await remaining())).toBe(100);
});

// Apollo Client says in every request which library it is, and knows a document that is missing by one word.
test("clients put what they like into extensions, and are told in their word that a document is missing", async () => {
  const { mock } = await fresh();
  const extensions = { clientLibrary: { name: "@apollo/client", version: "4.0.9" } };
  expect((await ask(mock, { query: "{ version { api } }", extensions })).data).toEqual({ version: { api: "2026-11-01" } });
  const { errors } = await ask(mock, { extensions: { ...extensions, persistedQuery: { version: 1, sha256Hash: "a".repeat(64) } } });
  expect(errors).toMatchObject([{ message: "PersistedQueryNotFound", extensions: { code: "persisted_query_unknown" } }]);
});

// Variables that HTTP refuses were carried out over the socket until the stack was full: "This is a bug of the mock".
test("a request over a socket is judged as the body of a call is", async () => {
  const { mock, acme } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  const query = "mutation($o: ID!, $m: JSON) { updateOrganization(orgId: $o, input: { publicMetadata: $m }) { version } }";
  for (const levels of [40, 3000, 9000]) {
    socket.say(`{"type":"subscribe","id":"${levels}","payload":{"query":${JSON.stringify(query)},"variables":{"o":"${acme}","m":${nested(levels)}}}}`);
    expect(await socket.hear()).toMatchObject({ id: String(levels), type: "error", payload: [{ extensions: { code: "validation_failed" } }] });
  }
  socket.say({ type: "subscribe", id: "1", payload: { query: "{ version { api } }", operationName: 7 } });
  expect(await Promise.race([socket.hear(), socket.closed])).toMatchObject({ code: 4400 });
  const other = await talkAs(mock, mock.keys.secretKey);
  other.say({ type: "subscribe", id: "1", payload: { query: "{ version { api } }", operationName: null, variables: null, extensions: { from: "a tool" } } });
  expect(await other.hear()).toMatchObject({ type: "next", payload: { data: { version: { api: "2026-11-01" } } } });
});

test.each([40, 500])("a literal of %i levels is refused as the same body is", async (levels) => {
  const { mock, acme } = await fresh();
  const literal = nested(levels).replace('"a"', "a");
  const answered = await ask(mock, `mutation { updateOrganization(orgId: "${acme}", input: { publicMetadata: ${literal} }) { version } }`);
  expect(answered.errors.map(({ extensions }) => extensions.code)).toEqual(["validation_failed"]);
});

// Its text began as an answer to the heartbeat, and was none: two thousand such frames were two thousand documents.
test.each<[string, string]>([
  ["frames that only begin as answers", '{"type":"pong","type":"subscribe","id":"ID","payload":{"query":"{ version { api } }"}}'],
  ["questions that only begin as answers", '{"type":"pong","type":"ping","payload":{"n":"ID"}}'],
  ["answers that nobody asked for", '{"type":"pong","payload":{"n":"ID"}}'],
])("while a heartbeat is unanswered, %s are a flood, and others are served", async (_what, frame) => {
  const { mock } = await fresh();
  const [flood, other] = [await talkAs(mock, mock.keys.secretKey, { answersPings: false }), await talkAs(mock, mock.keys.secretKey)];
  const moved = mock.clock.advance("25s");
  expect((await flood.hear()).type).toBe("ping");
  for (let sent = 0; sent < 252; sent += 1) flood.say(frame.replace("ID", String(sent)));
  flood.say({ type: "ping", payload: { behind: "the flood" } });
  const served = async (): Promise<unknown> => {
    for (;;) if ((await flood.hear())["payload"]?.behind !== undefined) return "served";
  };
  expect(await Promise.race([flood.closed, served()])).toEqual({ code: 4202, reason: '{"code":"rate"}' });
  await moved;
  other.say({ type: "ping", payload: { still: "here" } });
  expect(await other.hear()).toEqual({ type: "pong", payload: { still: "here" } });
});

test("however fast a test's clock asks, an answer to each question is no flood", async () => {
  const { mock } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  await mock.clock.advance("3h");
  socket.say({ type: "ping", payload: { still: "here" } });
  expect(await Promise.race([socket.hear(), socket.closed])).toEqual({ type: "pong", payload: { still: "here" } });
});

// Queries that ran took the places of subscriptions.
test("a socket has a hundred subscriptions, however many queries run beside them", async () => {
  const { mock, acme } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  for (let id = 0; id < 30; id += 1) socket.say({ type: "subscribe", id: `query ${id}`, payload: { query: "{ version { api } }" } });
  for (let id = 0; id < 101; id += 1) socket.say({ type: "subscribe", id: String(id), payload: { query: events, variables: { o: acme } } });
  socket.say({ type: "ping", payload: { cursor: true } });
  const refused: unknown[] = [];
  for (let message = await socket.hear(); message.type !== "pong"; message = await socket.hear())
    if (message.type === "error") refused.push([message["id"], message["payload"][0].extensions.code]);
  expect(refused).toEqual([["100", "limit_exceeded"]]);
  socket.say({ type: "complete", id: "7" });
  socket.say({ type: "subscribe", id: "in the place of 7", payload: { query: events, variables: { o: acme } } });
  socket.say({ type: "ping", payload: { cursor: true } });
  expect((await socket.hear()).type).toBe("pong");
  expect(mock.realtime.connections[0]!.topics).toHaveLength(100);
});

// Written again in the answer, such a ping filled the stack: close 4500.
test("a ping that is nested without an end closes its socket, and the others are served", async () => {
  const { mock } = await fresh();
  const [hostile, other] = [await talkAs(mock, mock.keys.secretKey), await talkAs(mock, mock.keys.secretKey)];
  hostile.say(`{"type":"ping","payload":${nested(30_000)}}`);
  expect(await hostile.closed).toEqual({ code: 4400, reason: '{"code":"bad_request"}' });
  other.say({ type: "ping", payload: { still: "here" } });
  expect(await other.hear()).toEqual({ type: "pong", payload: { still: "here" } });
});

// A stranger asked for a place before saying who it is, and read from it how much happens here, and when.
test("nobody is told a place in history before having said who it is", async () => {
  const { mock } = await fresh();
  const stranger = talk(mock);
  stranger.say({ type: "ping", payload: { cursor: true } });
  expect(await stranger.hear()).toEqual({ type: "pong", payload: { cursor: true } });
});

test("a place in history says nothing to who has it, is another each time, and cannot be made up", async () => {
  const { mock, acme } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  const place = async (): Promise<string> => {
    socket.say({ type: "ping", payload: { cursor: true } });
    return (await socket.hear())["payload"].cursor as string;
  };
  const [one, two] = [await place(), await place()];
  expect(one).not.toBe(two);
  for (const cursor of [one, two]) expect(Buffer.from(cursor, "base64url").toString("latin1")).not.toMatch(/\d+\.(?:@\d|evt_)/);
  const subscribe = (id: string, after: string): void =>
    socket.say({ type: "subscribe", id, payload: { query: events, variables: { o: acme }, extensions: { after } } });
  const flipped = (at: number): string =>
    Buffer.from(Buffer.from(one, "base64url").map((byte, index) => (index === at ? byte ^ 1 : byte))).toString("base64url");
  for (const [id, after] of Object.entries({
    a: flipped(0),
    // The first byte behind the seal: nothing but the seal tells that it is another.
    e: flipped(16),
    b: Buffer.from("2.@1795276713834").toString("base64url"),
    c: "",
    d: "A",
  })) {
    subscribe(id, after);
    socket.say({ type: "ping", payload: { behind: id } });
    const first = await socket.hear();
    const refusal = first.type === "pong" ? await Promise.race([socket.hear(), ask(mock, "{ version { api } }")]) : first;
    expect(refusal).toMatchObject({ id, type: "error", payload: [{ extensions: { code: "cursor_invalid" } }] });
    if (first.type !== "pong") expect((await socket.hear()).type).toBe("pong");
  }
  await ask(mock, `mutation { createTeam(orgId: "${acme}", input: { name: "Behind both" }) { id } }`);
  for (const [id, after] of Object.entries({ f: one, g: two })) {
    subscribe(id, after);
    expect(await socket.hear()).toMatchObject({ id, type: "next", payload: { data: { organizationEvents: { data: { name: "Behind both" } } } } });
  }
});

// The place of the last commit was told while its event waited: a cut just then, and the event was never told.
test("nobody is told a place behind events that are still to be told", async () => {
  const { mock, acme } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  socket.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: acme } } });
  socket.say({ type: "ping", payload: { cursor: true } });
  expect(await socket.hear()).toMatchObject({ type: "pong", payload: { cursor: expect.any(String) } });
  internalsOf(mock).hosted.world.onCommit(() => socket.say({ type: "ping", payload: { cursor: true } }));
  await ask(mock, `mutation { createTeam(orgId: "${acme}", input: { name: "Night shift" }) { id } }`);
  const said = [await socket.hear(), await socket.hear()];
  expect(said).toMatchObject([
    { type: "pong", payload: { cursor: true } },
    { type: "next", payload: { data: { organizationEvents: { type: "team.created" } } } },
  ]);
});

// Sixty subscriptions of one client, each with a question for its place, were a flood: closed, come back, closed.
test("a client that comes back sends all its subscriptions together, each with a question for its place", async () => {
  const { mock, acme } = await fresh();
  const socket = await talkAs(mock, mock.keys.secretKey);
  for (let id = 0; id < 100; id += 1) {
    socket.say({ type: "subscribe", id: String(id), payload: { query: events, variables: { o: acme } } });
    socket.say({ type: "ping", payload: { cursor: true } });
  }
  for (let count = 0; count < 100; count += 1)
    expect(await Promise.race([socket.hear(), socket.closed])).toMatchObject({ type: "pong", payload: { cursor: expect.any(String) } });
  await ask(mock, `mutation { createTeam(orgId: "${acme}", input: { name: "Night shift" }) { id } }`);
  const heard = new Set<unknown>();
  for (let count = 0; count < 100; count += 1) heard.add((await socket.hear())["id"]);
  expect(heard.size).toBe(100);
});

// Who was suspended and came back got by an old place what had happened in between.
test("a place from before a membership was taken away is worth nothing when it is given back", async () => {
  const { mock, acme } = await fresh();
  const grace = mock.seed.users["grace"]!.id;
  const place = async (): Promise<string> => {
    const socket = await talkAs(mock, await tokenOf(mock, "grace"));
    socket.say({ type: "ping", payload: { cursor: true } });
    return (await socket.hear())["payload"].cursor as string;
  };
  const subscribe = async (after: string): Promise<Record<string, any>> => {
    const socket = await talkAs(mock, await tokenOf(mock, "grace"));
    socket.say({ type: "subscribe", id: "1", payload: { query: events, variables: { o: acme }, extensions: { after } } });
    return socket.hear();
  };
  const before = await place();
  const change = async (field: string): Promise<void> => expect((await ask(mock, `mutation { ${field} }`)).errors).toEqual([]);
  await change(`suspendMember(orgId: "${acme}", userId: "${grace}") { status }`);
  await change(`createTeam(orgId: "${acme}", input: { name: "While suspended" }) { id }`);
  await change(`restoreMember(orgId: "${acme}", userId: "${grace}") { status }`);
  expect(await subscribe(before)).toMatchObject({ type: "error", payload: [{ extensions: { code: "cursor_invalid" } }] });
  const since = await place();
  await change(`createTeam(orgId: "${acme}", input: { name: "Since then" }) { id }`);
  expect(await subscribe(since)).toMatchObject({ type: "next", payload: { data: { organizationEvents: { data: { name: "Since then" } } } } });
});
