import { createPlinto, isPlintoError, type PlintoError } from "@plinto/core";
import { createMock, type MockWebSocket } from "@plinto/mock";
import { graphql as engine } from "@plinto/mock/graphql";
import { createGraphql, type GraphqlSubscription, type SocketConstructor } from "@plinto/realtime/graphql";
import { expect, test } from "vitest";

const events = `subscription ($id: ID!) { organizationEvents(orgId: $id, types: ["team.created"]) { id data } }`;
type Events = { organizationEvents: { id: string; data: { name: string } } };

async function world(): Promise<ReturnType<typeof start>> {
  const mock = createMock({ clock: "virtual", graphql: engine });
  await mock.ready();
  return start(mock);
}

function start(mock: ReturnType<typeof createMock>) {
  const sockets: MockWebSocket[] = [];
  const opening: ((socket: MockWebSocket) => void)[] = [];
  const tokens: string[] = [];
  const frames: string[] = [];
  /** What waits on its way to the server, while the line is held. */
  const line: { held: (() => void)[] | undefined } = { held: undefined };
  /** Keeps hold of every socket, and of what it says it is. */
  const WebSocket = class extends mock.WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
      for (const tell of opening.splice(0)) tell(this);
    }
    override send(data: string): void {
      const token = /"authorization":"Bearer ([^"]+)"/.exec(data)?.[1];
      if (token !== undefined) tokens.push(token);
      const { type } = JSON.parse(data) as { type: string };
      frames.push(type);
      if (line.held) line.held.push(() => super.send(data));
      else super.send(data);
    }
  };
  const plinto = createPlinto(mock.as("ada"));
  const graphql = createGraphql(plinto, { WebSocket: WebSocket as unknown as SocketConstructor });
  const orgId = (mock.seed.organizations as Record<string, { id: string }>)["acme"]!.id;
  const team = (name: string): Promise<unknown> =>
    graphql.request("mutation ($o: ID!, $n: String!) { createTeam(orgId: $o, input: { name: $n }) { id } }", { o: orgId, n: name } as never);
  /** The next socket that is opened. */
  const nextSocket = (): Promise<MockWebSocket> => new Promise((resolve) => opening.push(resolve));
  return { mock, plinto, graphql, orgId, sockets, tokens, frames, line, team, nextSocket };
}

/** Lets time pass until something has happened. */
async function until(event: Promise<unknown>, { mock }: { mock: { readonly clock: { advance(duration: string): Promise<void> } } }): Promise<void> {
  const seen = { happened: false };
  void event.then(() => (seen.happened = true));
  while (!seen.happened) await mock.clock.advance("1s");
}

/** The names of the next teams, as they are told. */
async function names(subscription: AsyncIterator<{ data: Events | null }>, count: number): Promise<string[]> {
  const heard: string[] = [];
  while (heard.length < count) heard.push((await subscription.next()).value!.data!.organizationEvents.data.name);
  return heard;
}

/** Begins to listen, and resolves when the server listens too. */
async function listening(subscription: GraphqlSubscription<Events>): Promise<AsyncIterator<{ data: Events | null }>> {
  const iterator = subscription[Symbol.asyncIterator]();
  await subscription.ready();
  return iterator;
}

test("a document is asked with the session of the client, and a refusal is the client's own error", async () => {
  const { mock, graphql, orgId } = await world();
  const { me } = await graphql.request<{ me: { email: string } }>("{ me { email } }");
  expect(me.email).toBe("ada@acme.test");
  await mock.clock.advance("10m");
  expect((await graphql.request<{ me: { email: string } }>("{ me { email } }")).me.email).toBe("ada@acme.test");
  const refused: unknown = await graphql.request("{ environment { id } }").catch((error: unknown) => error);
  expect(isPlintoError(refused, "permission_denied") && [refused.status, refused.kind]).toEqual([403, "api"]);
  const faulty: unknown = await graphql
    .request('mutation ($o: ID!) { createTeam(orgId: $o, input: { name: "" }) { id } }', { o: orgId } as never)
    .catch((error: unknown) => error);
  expect(isPlintoError(faulty, "validation_failed") && faulty.errors.map(({ pointer }) => pointer)).toEqual(["/name"]);
  const part = await graphql.execute<{ me: { email: string }; environment: null }>("{ me { email } environment { id } }");
  expect([part.data?.me.email, part.errors.map(({ path }) => path)]).toEqual(["ada@acme.test", [["environment"]]]);
  await expect(graphql.request({} as never)).rejects.toMatchObject({ code: "document_invalid" });
});

// A problem that may pass was final over GraphQL, unless it came with a time to wait.
test.each([
  { code: "internal_error" },
  { code: "quota_exceeded" },
  { code: "maintenance", retryAfterSeconds: 30 },
  { code: "request_in_progress", retryAfterSeconds: 1 },
  { code: "permission_denied" },
] as const)("the problem $code is the same error over GraphQL as over REST", async (fault) => {
  const { mock, plinto, orgId, team } = await world();
  mock.faults.add({ operation: "createTeam", ...fault });
  const factsOf = async (call: Promise<unknown>): Promise<object> => {
    const { kind, code, status, message, retryable, retryAfterMs, errors, details } = await call.then(
      () => expect.unreachable(),
      (error: unknown) => error as PlintoError,
    );
    // How a trace is found stands beside the errors of GraphQL, not in them.
    return { kind, code, status, says: message.replace(/^\w+: /, ""), retryable, retryAfterMs, errors, details: { ...details, traceId: undefined } };
  };
  const told = await factsOf(plinto.organizations.teams.create({ orgId, name: "One" }, { retry: { retries: 0 } }));
  expect(told).toMatchObject({ code: fault.code, retryable: fault.code !== "permission_denied" });
  expect(await factsOf(team("One"))).toEqual(told);
});

test("a subscription tells what happens, and its socket closes with the last one", async () => {
  const its = await world();
  const subscription = its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => expect.unreachable() });
  const heard = await listening(subscription);
  await its.team("One");
  await its.team("Two");
  expect(await names(heard, 2)).toEqual(["One", "Two"]);
  const closed = new Promise((resolve) => its.sockets[0]!.addEventListener("close", resolve));
  subscription.close();
  await closed;
  expect((await heard.next()).done).toBe(true);
});

test("a subscription goes on where it was after a cut, also when it had heard nothing yet, and with a fresh token each time", async () => {
  const its = await world();
  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => expect.unreachable() }));
  const [first] = its.sockets;
  first!.close(3001, "cut");
  await its.team("Missed before the first");
  await until(its.nextSocket(), its);
  await its.mock.clock.advance("1s");
  await its.team("After the cut");
  for (const name of ["Missed before the first", "After the cut"]) expect(await names(heard, 1)).toEqual([name]);
  its.sockets.at(-1)!.close(3001, "cut");
  await its.team("Missed");
  await its.mock.clock.advance("10m");
  expect(await names(heard, 1)).toEqual(["Missed"]);
  expect(its.sockets.length).toBeGreaterThanOrEqual(3);
  expect(new Set(its.tokens).size).toBeGreaterThan(1);
  its.graphql.close();
});

test("a socket outlives its token: it is renewed before that ends", async () => {
  const its = await world();
  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => expect.unreachable() }));
  for (let minutes = 0; minutes < 60; minutes += 1) await its.mock.clock.advance("1m");
  await its.team("An hour later");
  expect(await names(heard, 1)).toEqual(["An hour later"]);
  expect(its.sockets).toHaveLength(1);
  its.graphql.close();
});

test("a server that goes away says when its clients shall come back, and they do then, with nothing lost", async () => {
  const its = await world();
  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => expect.unreachable() }));
  const lost = new Promise((resolve) => its.sockets[0]!.addEventListener("close", resolve));
  its.mock.realtime.drain({ delayMs: 50_000, windowMs: 5_000 });
  await lost;
  await its.team("Meanwhile");
  await its.mock.clock.advance("49s");
  expect(its.sockets).toHaveLength(1);
  await its.mock.clock.advance("7s");
  expect(await names(heard, 1)).toEqual(["Meanwhile"]);
  expect(its.sockets).toHaveLength(2);
  its.graphql.close();
});

test("a subscription that hears nothing for longer than history goes on where it was after a cut", async () => {
  const its = await world();
  const { mock, orgId } = its;

  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: orgId }, { onGap: () => expect.unreachable() }));
  // Ten thousand commits are kept, and a few more.
  for (let count = 0; count < 12_000; count += 1)
    await mock.fetch(`${mock.baseUrl}/v1/organizations/${orgId}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify({ name: `Acme ${count}` }),
    });
  await mock.clock.advance("26s");
  const again = its.nextSocket();
  mock.realtime.cut();
  await its.team("Missed");
  await until(again, its);
  await its.mock.clock.advance("1s");
  expect(await names(heard, 1)).toEqual(["Missed"]);
  its.graphql.close();
});

test("what was missed for good is told as a gap, and the subscription goes on", async () => {
  const its = await world();
  let gaps = 0;
  const subscription = its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => void (gaps += 1) });
  const heard = await listening(subscription);
  const before = its.mock.snapshot();
  await its.team("One");
  expect(await names(heard, 1)).toEqual(["One"]);
  const again = its.nextSocket();
  await its.mock.restore(before);
  await until(again, its);
  await its.mock.clock.advance("1s");
  await its.team("After the gap");
  expect(await names(heard, 1)).toEqual(["After the gap"]);
  expect(gaps).toBe(1);
  its.graphql.close();
});

// The gap was told while the new subscription was still on its way: what happened after the refetch and before it was heard by nobody.
test("a gap is told when the server listens again, so that nothing falls between what is fetched then and what is heard", async () => {
  const its = await world();
  const known: string[] = [];
  let told = (): void => {};
  const gap = new Promise<void>((resolve) => (told = resolve));
  const onGap = async (): Promise<void> => {
    const { teams } = await its.graphql.request<{ teams: { nodes: { name: string }[] } }>(
      "query ($o: ID!) { teams(orgId: $o, first: 100) { nodes { name } } }",
      {
        o: its.orgId,
      } as never,
    );
    known.push(...teams.nodes.map(({ name }) => name));
    await its.team("Between");
    told();
  };
  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap }));
  const before = its.mock.snapshot();
  await its.team("One");
  expect(await names(heard, 1)).toEqual(["One"]);
  // The place is refused, and what is asked then takes its time to the server.
  const refused = its.nextSocket().then(
    (socket) =>
      new Promise<void>((resolve) =>
        socket.addEventListener("message", (event) => {
          if (!String((event as MessageEvent).data).includes("cursor_invalid")) return;
          its.line.held = [];
          resolve();
        }),
      ),
  );
  await its.mock.restore(before);
  await until(refused, its);
  await its.mock.clock.advance("1s");
  expect(known).toEqual([]);
  await its.team("Before it listens");
  const { held } = its.line;
  its.line.held = undefined;
  for (const pass of held!) pass();
  await until(gap, its);
  expect(known).toContain("Before it listens");
  expect(await names(heard, 1)).toEqual(["Between"]);
  its.graphql.close();
});

// Every subscription had a question of its own behind it: with sixty that was a flood to the server, which closed, again and again.
test("sixty subscriptions at once ask one question together, are all ready, and come back together after a cut", async () => {
  const its = await world();
  const all = Array.from({ length: 60 }, () => its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => expect.unreachable() }));
  const heard = await Promise.all(all.map(listening));
  expect(its.frames.filter((type) => type === "subscribe")).toHaveLength(60);
  expect(its.frames.filter((type) => type === "ping")).toHaveLength(1);
  const again = its.nextSocket();
  its.mock.realtime.cut();
  await its.team("Meanwhile");
  await until(again, its);
  await its.mock.clock.advance("1s");
  expect(await Promise.all(heard.map((one) => names(one, 1)))).toEqual(all.map(() => ["Meanwhile"]));
  expect(its.sockets).toHaveLength(2);
  its.graphql.close();
});

// The question behind a subscription was answered before its refusal, and so nobody heard of that who waited for the server to listen.
test("who waits for a subscription that is refused is told why, and the one that was sent beside it listens", async () => {
  const its = await world();
  const subscribe = (id: string): GraphqlSubscription<Events> =>
    its.graphql.subscribe<Events, { id: string }>(events, { id }, { onGap: () => expect.unreachable() });
  const [foreign, own] = [subscribe("org_01hzy3v5q8w9x0a1b2c3d4e5f6"), subscribe(its.orgId)];
  await expect(foreign.ready()).rejects.toMatchObject({ code: "not_found" });
  await own.ready();
  its.graphql.close();
});

// A client whose person had signed out tried again for ever.
test("a subscription of somebody who is signed out ends with that, and one after the next sign-in listens", async () => {
  const its = await world();
  const { email, password } = its.mock.seed.users["ada"]!;
  await its.plinto.auth.signOut();
  const subscribe = (): GraphqlSubscription<Events> => its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => {} });
  await expect(subscribe().ready()).rejects.toMatchObject({ code: "unauthenticated" });
  expect(its.sockets).toHaveLength(1);
  await its.plinto.auth.signIn({ email, password });
  await subscribe().ready();
  its.graphql.close();
});

test("a refusal ends a subscription with its code, and so do a sign-out, a signal and a wrong use", async () => {
  const its = await world();
  const foreign = its.graphql.subscribe<Events, { id: string }>(events, { id: "org_01hzy3v5q8w9x0a1b2c3d4e5f6" }, { onGap: () => {} });
  await expect(foreign[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "not_found" });
  const heard = await listening(its.graphql.subscribe<Events, { id: string }>(events, { id: its.orgId }, { onGap: () => {} }));
  const next = heard.next();
  await its.plinto.auth.signOut();
  await expect(next).rejects.toMatchObject({ code: "unauthenticated" });
  const stopping = new AbortController();
  stopping.abort();
  const stopped = its.graphql.subscribe(events, { id: its.orgId }, { onGap: () => {}, signal: stopping.signal });
  expect(await stopped[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  expect(() => its.graphql.subscribe(events, { id: its.orgId }, {} as never)).toThrow("onGap says what to do");
  its.graphql.close();
  expect(() => its.graphql.subscribe(events, { id: its.orgId }, { onGap: () => {} })).toThrow("The client was closed");
  expect(() => createGraphql(its.plinto, { url: "nonsense" })).toThrow("url must be a ws(s) URL");
});
