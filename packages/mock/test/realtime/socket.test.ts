import { expect, test } from "vitest";
import { serveMock } from "../../src/doors/server.ts";
import { demo, happen, PlainSocket, socketOf, tokenOf } from "./plain-socket.ts";

test("a member gets what happens in the organization, with offsets that rise and one frame for one turn", async () => {
  const world = await demo();
  const { mock, acme } = world;
  const socket = await socketOf(mock, "ada");
  const topic = `organization:${acme}`;
  const { offset, recovered } = await socket.subscribe(topic);
  expect([offset, recovered]).toEqual([0, false]);
  await happen(world, acme, "Red");
  const { from, to, events } = await socket.next("events");
  expect([from, to, events.map(({ offset: at, event }) => [at, event.type])]).toEqual([0, 1, [[1, "team.created"]]]);
});

test("an event on the socket is the one that webhooks and the audit log have", async () => {
  const world = await demo();
  const { mock, acme } = world;
  const socket = await socketOf(mock, "ada");
  await socket.subscribe(`organization:${acme}`);
  await happen(world, acme, "Red");
  const { events } = await socket.next("events");
  expect(events[0]!.event).toEqual(mock.events.findLast(({ type }) => type === "team.created"));
});

test("a long recovery comes in frames of a hundred events at most, each beginning where the last one ended", async () => {
  const world = await demo({ clock: "virtual" });
  const { mock, acme } = world;
  const socket = await socketOf(mock, null);
  const { epoch } = await socket.subscribe(`organization:${acme}`);
  for (let count = 0; count < 130; count++) await happen(world, acme, `Team ${count}`);
  await socket.next("events", ({ to }) => to === 130);
  const again = await socketOf(mock, null);
  await again.subscribe(`organization:${acme}`, { epoch, offset: 0 });
  await again.next("events", ({ to }) => to === 130);
  const frames = again.frames.filter((frame) => frame.kind === "events");
  expect(frames.length).toBeGreaterThan(1);
  let position = 0;
  for (const { from, to, events } of frames) {
    expect([from, events.length <= 100]).toEqual([position, true]);
    position = to;
  }
  expect(again.events(`organization:${acme}`).map(({ offset }) => offset)).toEqual(Array.from({ length: 130 }, (_, index) => index + 1));
});

test("a world below the base URL has sockets of its own", async () => {
  const { mock } = await demo();
  const other = mock.world("other");
  await other.ready();
  const socket = new PlainSocket(`${mock.baseUrl}/w/other/v1/ws`, mock.WebSocket);
  await socket.authenticate({ token: await tokenOf(other, "ada") });
  expect([mock.realtime.connections.length, other.realtime.connections.length]).toEqual([0, 1]);
});

test.for([
  ["an unknown world", "/w/nowhere/v1/ws", ["plinto.v1"]],
  ["another path", "/v1/sockets", ["plinto.v1"]],
  ["no subprotocol", "/v1/ws", []],
  ["another subprotocol", "/v1/ws", ["chat", "plinto.vx", "xplinto.v2"]],
] as const)("the handshake fails for %s", async ([, path, protocols]) => {
  const { mock } = await demo();
  const socket = new PlainSocket(mock.baseUrl + path, mock.WebSocket, protocols);
  expect(await socket.ended).toEqual({ code: 1006, name: "" });
  expect(socket.frames).toEqual([]);
});

// A client in a browser never sees why an upgrade was refused, and came back for ever.
test("a client that offers only other versions of the subprotocol is told so by 4006, in the mock and over the network", async () => {
  const { mock } = await demo();
  const { url, close } = await serveMock(mock);
  const offered = ["plinto.v0", "plinto.v2", "plinto.ticket.wst_x"];
  for (const socket of [
    new PlainSocket(`${mock.baseUrl}/v1/ws`, mock.WebSocket, offered),
    new PlainSocket(`${url.replace("http", "ws")}/v1/ws`, WebSocket as never, offered),
  ]) {
    expect(await socket.ended).toEqual({ code: 4006, name: "protocol_unsupported" });
    expect([socket.frames, socket.socket.protocol]).toEqual([[], "plinto.v0"]);
  }
  expect(mock.realtime.connections).toEqual([]);
  const both = new PlainSocket(`${mock.baseUrl}/v1/ws`, mock.WebSocket, ["plinto.v2", "plinto.v1"]);
  expect((await both.next("connection")).protocol).toBe(1);
  await close();
});

test("a socket has the states of the platform's, on itself and on its class", async () => {
  const { mock } = await demo();
  const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
  const { socket } = new PlainSocket(`${mock.baseUrl}/v1/ws`, mock.WebSocket);
  for (const { CONNECTING, OPEN, CLOSING, CLOSED } of [socket, mock.WebSocket, mock.WebSocket.prototype as typeof socket])
    expect({ CONNECTING, OPEN, CLOSING, CLOSED }).toEqual(states);
  const seen = [socket.readyState === socket.CONNECTING];
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  seen.push(socket.readyState === socket.OPEN);
  socket.close();
  seen.push(socket.readyState === socket.CLOSING);
  await new Promise((resolve) => socket.addEventListener("close", resolve));
  expect([...seen, socket.readyState === socket.CLOSED]).toEqual([true, true, true, true]);
});

test("a clean close by the client leaves nothing behind", async () => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, "ada");
  await socket.subscribe(`organization:${acme}`);
  socket.socket.close(1000, "done");
  expect(await socket.ended).toEqual({ code: 1000, name: "done" });
  expect(mock.realtime.connections).toEqual([]);
});
