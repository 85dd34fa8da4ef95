import { expect, test } from "vitest";
import { defineSeed, type Mock, type MockOptions } from "../../src/index.ts";
import { served } from "../control/served.ts";
import { socketOf, tokenOf } from "../realtime/plain-socket.ts";
import { ask, mockWithGraphql } from "./asking.ts";
import { talkAs, type Talk } from "./talking.ts";

const small = defineSeed({
  users: { ada: { email: "ada@small.test" } },
  organizations: { small: { owner: "ada", plan: "free" } },
});

/** A socket that listens to the events of an organization. */
async function listening(mock: Mock, orgId: string, token: string = mock.keys.secretKey): Promise<Talk> {
  const socket = await talkAs(mock, token);
  await listen(socket, "1", orgId);
  return socket;
}

/** Begins to listen, and listens when this resolves. */
async function listen(socket: Talk, id: string, orgId: string): Promise<void> {
  expect(await refusals(socket, id, orgId)).toEqual([]);
}

/** Asks to listen. @returns the codes of what it was refused for */
async function refusals(socket: Talk, id: string, orgId: string): Promise<string[]> {
  socket.say({ type: "subscribe", id, payload: { query: "subscription($o: ID!) { organizationEvents(orgId: $o) { type } }", variables: { o: orgId } } });
  // What is asked behind it is answered after it.
  socket.say({ type: "subscribe", id: `behind ${id}`, payload: { query: "{ __typename }" } });
  const codes: string[] = [];
  for (let message = await socket.hear(); message.type !== "complete"; message = await socket.hear())
    if (message.type === "error") codes.push(message["payload"][0].extensions.code);
  return codes;
}

async function withAcme(options?: MockOptions<"acme">): Promise<{ readonly mock: Mock; readonly acme: string }> {
  const mock = mockWithGraphql(options);
  await mock.ready();
  return { mock, acme: mock.seed.organizations["acme"]!.id };
}

test("a plan bounds the sockets of both protocols together", async () => {
  const mock = mockWithGraphql({ seed: small, limits: "enforce" } as unknown as MockOptions<"acme">);
  await mock.ready();
  const orgId = mock.seed.organizations["small"]!.id;
  const topic = `organization:${orgId}`;
  for (let count = 0; count < 60; count += 1) await (await socketOf(mock, null)).subscribe(topic);
  const inside: Talk[] = [];
  for (let count = 0; count < 40; count += 1) inside.push(await listening(mock, orgId));
  const late = await socketOf(mock, null);
  late.send({ kind: "subscription", id: "1", topic });
  expect(await late.ended).toEqual({ code: 4204, name: "connection_limit" });
  const refused = await talkAs(mock, mock.keys.secretKey);
  expect(await refusals(refused, "1", orgId)).toEqual(["limit_exceeded"]);
  // Who is inside may listen twice, and whoever leaves makes room for either.
  await listen(inside[0]!, "2", orgId);
  inside[1]!.close();
  await inside[1]!.closed;
  await (await socketOf(mock, null)).subscribe(topic);
  expect(await refusals(refused, "2", orgId)).toEqual(["limit_exceeded"]);
});

test("statistics count the sockets of both protocols, and what each was sent", async () => {
  const { mock, acme } = await withAcme();
  const token = await tokenOf(mock, "ada");
  const live = await socketOf(mock, "ada");
  await live.subscribe(`organization:${acme}`);
  const socket = await listening(mock, acme, token);
  await talkAs(mock, token);
  await ask(mock, { query: 'mutation($o: ID!) { createTeam(orgId: $o, input: { name: "Night shift" }) { id } }', variables: { o: acme } });
  await socket.hear();
  await live.next("events");
  const read = async (orgId?: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${mock.keys.secretKey}`, ...(orgId !== undefined && { "plinto-organization": orgId }) };
    return (await mock.fetch(`${mock.baseUrl}/v1/ws/stats`, { headers })).json();
  };
  const topics = [{ topic: "organization", subscriptions: 2 }];
  expect(await read(acme)).toMatchObject({ connections: 2, people: 1, topics, eventsSent: 2 });
  expect(await read()).toMatchObject({ connections: 3, people: 1, topics, eventsSent: 2 });
  expect(await read(mock.seed.organizations["globex"]!.id)).toMatchObject({ connections: 0, people: 0, topics: [], eventsSent: 0 });
  socket.say({ type: "complete", id: "1" });
  socket.say({ type: "ping" });
  await socket.hear();
  expect(await read(acme)).toMatchObject({ connections: 1, topics: [{ topic: "organization", subscriptions: 1 }] });
});

test("a mock lists the sockets of both protocols, and lets go of those that are over", async () => {
  const { mock, acme } = await withAcme();
  const socket = await listening(mock, acme, await tokenOf(mock, "ada"));
  await socketOf(mock, null);
  expect(mock.realtime.connections).toMatchObject([
    {
      protocol: "graphql-transport-ws",
      state: "open",
      principal: { type: "user", id: mock.seed.users["ada"]!.id },
      openedAt: mock.clock.now(),
      topics: [{ topic: `organization:${acme}`, offset: null }],
    },
    { protocol: "plinto.v1", principal: { type: "environment_key" }, topics: [] },
  ]);
  socket.close();
  await socket.closed;
  expect(mock.realtime.connections.map(({ protocol }) => protocol)).toEqual(["plinto.v1"]);
});

test("what happens to networks happens to sockets of GraphQL", async () => {
  const { mock, acme } = await withAcme();
  const cut = await listening(mock, acme);
  mock.realtime.cut();
  expect(await cut.closed).toEqual({ code: 1006, reason: "" });
  const short = await listening(mock, acme);
  mock.realtime.cut({ afterBytes: 10 });
  short.say({ type: "ping" });
  expect(await Promise.race([short.closed, short.hear()])).toEqual({ code: 1006, reason: "" });
  const slow = await listening(mock, acme);
  mock.realtime.stall();
  slow.say({ type: "ping", payload: { kept: "back" } });
  // Time that is moved does not wait for an answer that cannot come.
  await mock.clock.advance("30s");
  const heard = slow.hear();
  const [{ id } = { id: "" }] = mock.realtime.connections;
  expect(await Promise.race([heard, Promise.resolve("nothing")])).toBe("nothing");
  mock.realtime.resume({ connection: id });
  expect(await heard).toEqual({ type: "pong", payload: { kept: "back" } });
});

test("a credential that runs out and a server that goes away close sockets of GraphQL with what to do", async () => {
  const { mock, acme } = await withAcme();
  const expired = await listening(mock, acme);
  mock.realtime.expire();
  expect(await expired.closed).toEqual({ code: 4403, reason: '{"code":"credential_expired"}' });
  const drained = await listening(mock, acme);
  mock.realtime.drain({ delayMs: 1000, windowMs: 2000 });
  expect(await drained.closed).toEqual({ code: 4200, reason: '{"code":"drain","delayMs":1000,"windowMs":2000}' });
});

test("events come twice or late only where a client can tell it by offsets", async () => {
  const { mock, acme } = await withAcme();
  const socket = await listening(mock, acme);
  const [{ id } = { id: "" }] = mock.realtime.connections;
  const refusal = expect.objectContaining({ code: "connection_unknown", message: expect.stringContaining("graphql-transport-ws") });
  expect(() => mock.realtime.duplicate({ connection: id })).toThrow(refusal);
  expect(() => mock.realtime.reorder({ connection: id })).toThrow(refusal);
  mock.realtime.duplicate();
  await ask(mock, { query: 'mutation($o: ID!) { createTeam(orgId: $o, input: { name: "Once" }) { id } }', variables: { o: acme } });
  socket.say({ type: "ping" });
  expect([(await socket.hear()).type, (await socket.hear()).type]).toEqual(["next", "pong"]);
});

test("the control plane lists sockets of GraphQL and steers them", async () => {
  const { mock, control } = await served({ graphql: (await import("../../src/graphql/engine.ts")).graphql });
  const acme = mock.seed.organizations["acme"]!.id;
  const socket = await listening(mock, acme, await tokenOf(mock, "ada"));
  const { cursor } = await control.watchWorld();
  const { data } = await control.listSockets();
  expect(data).toMatchObject([
    { protocol: "graphql-transport-ws", principal: { label: "ada@acme.test" }, topics: [{ topic: `organization:${acme}`, offset: null }] },
  ]);
  await control.steerSockets({ action: "drain", connection: data[0]!.id });
  expect(await socket.closed).toEqual({ code: 4200, reason: '{"code":"drain","delayMs":0,"windowMs":5000}' });
  expect((await control.watchWorld({ after: cursor })).changed).toContain("sockets");
});
