/** The socket of GraphQL subscriptions: one question for many, answers in every order, and patience. */

import { expect, test } from "vitest";
import { type Graphql, type GraphqlSubscription, createGraphql } from "../src/graphql/graphql.ts";
import type { ManualClock } from "./support/manual-clock.ts";
import { fixture } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";
import { type ScriptedSocket, scriptedSockets } from "./support/scripted-graphql.ts";

const document = "subscription { organizationEvents { id } }";

interface World {
  readonly graphql: Graphql;
  readonly clock: ManualClock;
  readonly sockets: ScriptedSocket[];
  /** How often a gap was told. */
  readonly gaps: { count: number };
  subscribe(): GraphqlSubscription<unknown>;
}

function world(): World {
  const { source, clock, page } = fixture();
  const { sockets, WebSocket } = scriptedSockets();
  const graphql = createGraphql(source, { WebSocket, page });
  const gaps = { count: 0 };
  const subscribe = (): GraphqlSubscription<unknown> => graphql.subscribe(document, {}, { onGap: () => void gaps.count++ });
  return { graphql, clock, sockets, gaps, subscribe };
}

/** What the newest subscription asked with. */
const lastAsked = (socket: ScriptedSocket): { id: string; after: unknown } => {
  const { id, payload } = socket.got("subscribe").at(-1)!;
  return { id: id!, after: (payload as { extensions: { after?: string } }).extensions.after };
};

const pong = (cursor: string): { type: string; payload: { cursor: string } } => ({ type: "pong", payload: { cursor } });
const lostPlace = (id: string): { type: string; id: string; payload: unknown[] } => ({
  type: "error",
  id,
  payload: [{ message: "Lost", extensions: { code: "cursor_invalid" } }],
});

/** A subscription that stood at a place which the server has lost, over a new connection. */
async function afterALoss(its: World): Promise<ScriptedSocket> {
  its.subscribe();
  await settled();
  await its.sockets[0]!.acknowledge();
  await its.sockets[0]!.say(pong("before"));
  its.sockets[0]!.cut();
  await its.clock.advance(250);
  await its.sockets[1]!.acknowledge();
  expect(lastAsked(its.sockets[1]!).after).toBe("before");
  return its.sockets[1]!;
}

// Every subscription had a question of its own behind it: sixty were a flood to the server, which closed, again and again.
test("Many subscriptions ask one question together, behind the last of them, also after a cut", async () => {
  const its = world();
  const all = Array.from({ length: 60 }, its.subscribe);
  let ready = 0;
  for (const one of all) void one.ready().then(() => ready++);
  await settled();
  await its.sockets[0]!.acknowledge();
  const expected = ["connection_init", ...all.map(() => "subscribe"), "ping"];
  expect(its.sockets[0]!.sent.map(({ type }) => type)).toEqual(expected);
  expect(ready).toBe(0);
  await its.sockets[0]!.say(pong("here"));
  expect(ready).toBe(60);
  its.sockets[0]!.cut();
  await its.clock.advance(250);
  await its.sockets[1]!.acknowledge();
  expect(its.sockets[1]!.sent.map(({ type }) => type)).toEqual(expected);
  expect(its.sockets[1]!.got("subscribe").map(({ payload }) => (payload as { extensions: unknown }).extensions)).toEqual(all.map(() => ({ after: "here" })));
});

// The gap was told while the new subscription was on its way: what happened after the refetch and before it was heard by nobody.
test("A gap is told when the server listens again, and an answer of before says nothing of that", async () => {
  const its = world();
  const socket = await afterALoss(its);
  await socket.say(lostPlace(lastAsked(socket).id));
  expect(lastAsked(socket).after).toBeUndefined();
  await socket.say(pong("of the question before"));
  expect(its.gaps.count).toBe(0);
  await socket.say(pong("here"));
  expect(its.gaps.count).toBe(1);
  socket.cut();
  await its.clock.advance(500);
  await its.sockets[2]!.acknowledge();
  expect(lastAsked(its.sockets[2]!).after).toBe("here");
});

test("An event after a gap says as well that the server listens, and the gap is told before it is read", async () => {
  const its = world();
  const order: string[] = [];
  const subscription = its.graphql.subscribe(document, {}, { onGap: () => void order.push("gap") });
  void (async () => {
    for await (const { data } of subscription) order.push(String(data));
  })();
  await settled();
  await its.sockets[0]!.acknowledge();
  await its.sockets[0]!.say(pong("before"));
  its.sockets[0]!.cut();
  await its.clock.advance(250);
  const socket = its.sockets[1]!;
  await socket.acknowledge();
  await socket.say(lostPlace(lastAsked(socket).id));
  await socket.say({ type: "next", id: lastAsked(socket).id, payload: { data: "event", extensions: { cursor: "there" } } });
  await socket.say(pong("here"));
  expect(order).toEqual(["gap", "event"]);
});

test("A gap that could not be told before the connection was lost is told over the next one, once", async () => {
  const its = world();
  const socket = await afterALoss(its);
  await socket.say(lostPlace(lastAsked(socket).id));
  socket.cut();
  await its.clock.advance(500);
  const next = its.sockets[2]!;
  await next.acknowledge();
  expect([lastAsked(next).after, its.gaps.count]).toEqual([undefined, 0]);
  await next.say(pong("here"));
  expect(its.gaps.count).toBe(1);
});

test("The place of a heartbeat is taken by what the server has, and not by what is still on its way to it", async () => {
  const its = world();
  its.subscribe();
  await settled();
  const [socket] = its.sockets as [ScriptedSocket];
  await socket.acknowledge();
  await socket.say(pong("began"));
  await socket.say({ type: "ping", payload: { cursor: "moved" } });
  its.subscribe();
  await settled();
  await socket.say({ type: "ping", payload: { cursor: "moved on" } });
  await socket.say(pong("began later"));
  socket.cut();
  await its.clock.advance(250);
  await its.sockets[1]!.acknowledge();
  const asked = its.sockets[1]!.got("subscribe").map(({ payload }) => (payload as { extensions: { after: string } }).extensions.after);
  expect(asked).toEqual(["moved on", "began later"]);
});

// The count began anew with every connection that was acknowledged, so a server that ended each at once was asked eight times a second.
test("Back-off grows while connections are taken and ended, and starts anew after one that lasted five seconds", async () => {
  const its = world();
  its.subscribe();
  await settled();
  await its.sockets[0]!.acknowledge();
  const waits: number[] = [];
  const waitFor = async (): Promise<void> => {
    const [count, from] = [its.sockets.length, its.clock.now()];
    its.sockets.at(-1)!.cut();
    await settled();
    while (its.sockets.length === count) await its.clock.advance(1);
    waits.push(its.clock.now() - from);
    await its.sockets.at(-1)!.acknowledge();
  };
  for (let n = 0; n < 9; n++) await waitFor();
  await its.clock.advance(4_900);
  await waitFor();
  await its.clock.advance(5_000);
  await waitFor();
  expect(waits).toEqual([126, 251, 502, 1_004, 2_008, 4_016, 8_032, 10_040, 10_040, 10_040, 126]);
});

test("A credential that is refused is asked for anew once, and the second refusal ends everything with its code", async () => {
  const its = world();
  const ends: unknown[] = [];
  its
    .subscribe()
    .ready()
    .catch((error: unknown) => ends.push(error));
  await settled();
  for (const time of [0, 1]) {
    await its.sockets[time]!.open();
    its.sockets[time]!.cut(4403);
    await its.clock.advance(20_000);
  }
  await its.sockets[2]!.open();
  // Looked at, not waited for: a client that tries for ever says nothing.
  expect(ends).toEqual([expect.objectContaining({ name: "PlintoError", code: "credential_failed" })]);
  await its.clock.advance(600_000);
  expect(its.sockets).toHaveLength(3);
});

// A credential that had been taken counted as refused where its socket ended within five seconds.
test("A credential that was taken before it was refused is not the second of two refusals", async () => {
  const its = world();
  its.subscribe();
  await settled();
  for (let n = 0; n < 4; n++) {
    await its.sockets[n]!.acknowledge();
    its.sockets[n]!.cut(4403);
    await its.clock.advance(20_000);
  }
  await its.sockets[4]!.open();
  expect(its.sockets[4]!.got("connection_init")).toHaveLength(1);
});

// A lost network between the two made the second refusal the first again.
test("Two refusals with no credential taken between them are final, also where a lost network lies between", async () => {
  const its = world();
  const ends: unknown[] = [];
  its
    .subscribe()
    .ready()
    .catch((error: unknown) => ends.push(error));
  await settled();
  for (const [time, code] of [4403, 1006, 4403].entries()) {
    await its.sockets[time]!.open();
    its.sockets[time]!.cut(code);
    await its.clock.advance(20_000);
  }
  await its.sockets[3]!.open();
  expect(ends).toEqual([
    expect.objectContaining({ name: "PlintoError", code: "credential_failed", message: "The server does not take the credential, nor a new one" }),
  ]);
  its.subscribe();
  await its.clock.advance(20_000);
  await its.sockets[4]!.open();
  expect(its.sockets[4]!.got("connection_init")).toHaveLength(1);
});

const lost = { name: "PlintoError", kind: "network", code: "network_error", message: "The connection was lost for good", retryable: true };

test("A connection that is lost for good without a word is a failure of the network", async () => {
  const its = world();
  const ready = its.subscribe().ready();
  await settled();
  await its.sockets[0]!.acknowledge();
  its.sockets[0]!.cut(4400);
  await expect(ready).rejects.toMatchObject(lost);
});

// The reason of the first close was kept for ever, and told for a later one.
test("The reason of a close is not that of another, once the connection was back between them", async () => {
  const its = world();
  const ends: unknown[] = [];
  its
    .subscribe()
    .ready()
    .catch((error: unknown) => ends.push(error));
  await settled();
  await its.sockets[0]!.acknowledge();
  its.sockets[0]!.cut(4200, { code: "drain", delayMs: 0, windowMs: 0 });
  await its.clock.advance(1);
  await its.sockets[1]!.acknowledge();
  its.sockets[1]!.cut(4400);
  await settled();
  expect(ends).toEqual([expect.objectContaining(lost)]);
});
