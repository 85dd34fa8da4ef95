import { expect, test } from "vitest";
import { createMock, type Mock } from "../../src/index.ts";
import { ask, demo, happen, PlainSocket, socketOf, tokenOf } from "./plain-socket.ts";

const endpoint = (mock: Mock): string => `${mock.baseUrl}/v1/ws`;

test.for([
  ["no token", "abc", 4100, "credential_invalid"],
  ["a key of an organization", "reports", 4003, "forbidden"],
  ["a key that is none", "sk_test_nothing", 4100, "credential_invalid"],
  ["the publishable key", "pk", 4100, "credential_invalid"],
] as const)("a socket that comes with %s is closed", async ([, credential, code, name]) => {
  const mock = createMock();
  await mock.ready();
  const token = credential === "reports" ? mock.seed.apiKeys.reports.secret : credential === "pk" ? mock.keys.publishableKey : credential;
  const socket = new PlainSocket(endpoint(mock as unknown as Mock), mock.WebSocket);
  socket.socket.onopen = () => socket.send({ kind: "authentication", id: "1", token });
  expect(await socket.ended).toEqual({ code, name });
});

test("a token that has expired, and one whose session was ended, are told apart", async () => {
  const { mock } = await demo({ clock: "virtual" });
  const token = await tokenOf(mock, "bob");
  const other = await tokenOf(mock, "ada");
  await mock.fetch(`${mock.baseUrl}/v1/auth/sign-out`, { method: "POST", headers: { authorization: `Bearer ${other}` } });
  const revoked = new PlainSocket(endpoint(mock), mock.WebSocket, ["plinto.v1", `plinto.bearer.${other}`]);
  expect(await revoked.ended).toEqual({ code: 4102, name: "credential_revoked" });
  await mock.clock.advance("6m");
  const expired = new PlainSocket(endpoint(mock), mock.WebSocket, ["plinto.v1", `plinto.bearer.${token}`]);
  expect(await expired.ended).toEqual({ code: 4101, name: "credential_expired" });
});

test("a frame before authentication, and silence for ten seconds, close the socket", async () => {
  const { mock } = await demo({ clock: "virtual" });
  const hasty = new PlainSocket(endpoint(mock), mock.WebSocket);
  await hasty.next("connection");
  hasty.send({ kind: "ping", id: "1" });
  expect(await hasty.ended).toEqual({ code: 4001, name: "unauthenticated" });
  const silent = new PlainSocket(endpoint(mock), mock.WebSocket);
  await silent.next("connection");
  await mock.clock.advance("9s");
  expect(silent.ending).toBeUndefined();
  await mock.clock.advance("2s");
  expect(await silent.ended).toEqual({ code: 4001, name: "unauthenticated" });
});

test("without renewal a socket ends with its token; with another token of the person it goes on", async () => {
  const { mock, acme } = await demo({ clock: "virtual" });
  const [left, renewed] = [await socketOf(mock, "bob"), await socketOf(mock, "bob")];
  await renewed.subscribe(`organization:${acme}`);
  for (const socket of [left, renewed]) socket.answersPings = true;
  await mock.clock.advance("4m");
  renewed.send({ kind: "authentication", id: "7", token: await tokenOf(mock, "bob") });
  expect(await renewed.next("authentication")).toMatchObject({ id: "7", expiresInSeconds: 300 });
  await mock.clock.advance("61s");
  expect(await left.ended).toEqual({ code: 4101, name: "credential_expired" });
  expect(mock.realtime.connections.map(({ topics }) => topics.length)).toEqual([1]);
});

test("a socket ends when its token does, and not only when the next heartbeat finds it out", async () => {
  const { mock } = await demo({ clock: "virtual" });
  const token = await tokenOf(mock, "bob");
  await mock.clock.advance("10s");
  const socket = new PlainSocket(endpoint(mock), mock.WebSocket);
  socket.answersPings = true;
  expect((await socket.authenticate({ token })).expiresInSeconds).toBe(290);
  await mock.clock.advance("290s");
  expect(await socket.ended).toEqual({ code: 4101, name: "credential_expired" });
});

test("somebody else's token does not renew, and neither does a ticket", async () => {
  const { mock } = await demo();
  const socket = await socketOf(mock, "bob");
  expect(await socket.refusal({ kind: "authentication", id: "8", ticket: "wst_x" })).toBe("validation_failed");
  socket.send({ kind: "authentication", id: "9", token: await tokenOf(mock, "ada") });
  expect(await socket.ended).toEqual({ code: 4104, name: "principal_changed" });
});

test("a session that ends takes its sockets along at once, and only those", async () => {
  const { mock, people } = await demo();
  const [bob, ada] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  await ask(mock, "POST", `/v1/users/${people.bob.id}/ban`, {});
  expect(await bob.ended).toEqual({ code: 4102, name: "credential_revoked" });
  expect(ada.ending).toBeUndefined();
});

test("frames that follow a token at once count when it was read", async () => {
  const { mock, acme } = await demo();
  const token = await tokenOf(mock, "bob");
  const socket = new PlainSocket(endpoint(mock), mock.WebSocket);
  await socket.next("connection");
  socket.send({ kind: "authentication", id: "1", token });
  socket.send({ kind: "subscription", id: "2", topic: `organization:${acme}` });
  expect((await socket.next("subscription")).id).toBe("2");
});

test("a ticket opens one socket, once, within a minute, for the person who asked", async () => {
  const { mock, people } = await demo({ clock: "virtual" });
  const authorization = `Bearer ${await tokenOf(mock, "bob")}`;
  const ticket = async (): Promise<string> => {
    const response = await mock.fetch(`${mock.baseUrl}/v1/ws/tickets`, { method: "POST", headers: { authorization } });
    return ((await response.json()) as { ticket: string }).ticket;
  };
  const first = await ticket();
  const socket = new PlainSocket(endpoint(mock), mock.WebSocket);
  expect(await socket.authenticate({ ticket: first })).toMatchObject({ principal: { type: "user", id: people.bob.id }, expiresInSeconds: 300 });
  const again = new PlainSocket(endpoint(mock), mock.WebSocket, ["plinto.v1", `plinto.ticket.${first}`]);
  expect(await again.ended).toEqual({ code: 4103, name: "ticket_invalid" });
  const late = await ticket();
  await mock.clock.advance("61s");
  const tooLate = new PlainSocket(endpoint(mock), mock.WebSocket, ["plinto.v1", `plinto.ticket.${late}`]);
  expect(await tooLate.ended).toEqual({ code: 4103, name: "ticket_invalid" });
});

test("every 25 seconds the server asks with its positions; two that nobody answers end the socket", async () => {
  const world = await demo({ clock: "virtual" });
  const { mock, acme } = world;
  const socket = await socketOf(mock, null);
  const topic = `organization:${acme}`;
  const { epoch } = await socket.subscribe(topic);
  await happen(world, acme, "Red");
  await mock.clock.advance("25s");
  expect((await socket.next("ping")).positions).toEqual([{ topic, epoch, offset: 1 }]);
  socket.send({ kind: "pong", positions: [{ topic, epoch, offset: 1 }] });
  await mock.clock.advance("50s");
  expect(socket.frames.filter(({ kind }) => kind === "ping")).toHaveLength(3);
  await mock.clock.advance("25s");
  expect(await socket.ended).toEqual({ code: 4203, name: "unresponsive" });
});

test("a ping of the client is answered with the time", async () => {
  const { mock } = await demo({ clock: "virtual" });
  const socket = await socketOf(mock, "bob");
  socket.send({ kind: "ping", id: "5" });
  expect(await socket.next("pong")).toEqual({ kind: "pong", id: "5", serverTime: "2030-01-01T00:00:00.000Z" });
});

test("a state that is restored is another one: clients forget what they know", async () => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, "bob");
  await socket.subscribe(`organization:${acme}`);
  await mock.reset();
  expect(await socket.ended).toEqual({ code: 4300, name: "state_lost" });
});
