import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { serveMock } from "../../src/doors/server.ts";
import { Messages } from "../../src/realtime/messages.ts";
import { ask, demo, happen, PlainSocket, socketOf } from "./plain-socket.ts";

const closed: readonly (readonly [string, string, number, string])[] = [
  ["text that is no JSON", "{", 4000, "bad_frame"],
  ["an array", "[]", 4000, "bad_frame"],
  ["null", "null", 4000, "bad_frame"],
  ["a number", "7", 4000, "bad_frame"],
  ["no kind", "{}", 4000, "bad_frame"],
  ["an unknown kind", '{"kind":"shout"}', 4000, "bad_frame"],
  ["the name of a prototype as its kind", '{"kind":"__proto__"}', 4000, "bad_frame"],
  ["a method's name as its kind", '{"kind":"constructor"}', 4000, "bad_frame"],
  ["a kind that only servers send", '{"kind":"events"}', 4000, "bad_frame"],
  ["a kind that is no text", '{"kind":["ping"]}', 4000, "bad_frame"],
  ["a member that is missing", '{"kind":"subscription","id":"1"}', 4000, "bad_frame"],
  ["a member of the wrong type", '{"kind":"ping","id":7}', 4000, "bad_frame"],
  ["a member that nobody knows", '{"kind":"ping","id":"7","polluted":true}', 4000, "bad_frame"],
  ["an offset without an epoch", '{"kind":"subscription","id":"1","topic":"environment","offset":3}', 4000, "bad_frame"],
  ["an offset that is no whole number", '{"kind":"subscription","id":"1","topic":"environment","epoch":"a","offset":0.5}', 4000, "bad_frame"],
  ["a token and a ticket", '{"kind":"authentication","id":"1","token":"a","ticket":"b"}', 4000, "bad_frame"],
  ["a frame of more than 64 KiB", JSON.stringify({ kind: "ping", id: "x".repeat(65_536) }), 4009, "frame_too_large"],
  ["a frame of more than 64 KiB in bytes alone", JSON.stringify({ kind: "ping", id: "é".repeat(33_000) }), 4009, "frame_too_large"],
];

test.for(closed)("%s closes the socket, and the others are served", async ([, text, code, name]) => {
  const world = await demo();
  const { mock, acme } = world;
  const [hostile, other] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  await other.subscribe(`organization:${acme}`);
  hostile.sendText(text);
  expect(await hostile.ended).toEqual({ code, name });
  if (code === 4000) expect(hostile.frames.at(-1)).toMatchObject({ kind: "error", code: "validation_failed" });
  await happen(world, acme, "Red");
  expect((await other.next("events")).to).toBe(1);
});

test("a binary frame closes the socket", async () => {
  const { mock } = await demo();
  const socket = await socketOf(mock, "bob");
  socket.sendText(new TextEncoder().encode('{"kind":"ping","id":"1"}'));
  expect(await socket.ended).toEqual({ code: 4000, name: "bad_frame" });
});

test.for([
  ["nothing", "not_found"],
  ["organization", "validation_failed"],
  ["organization:", "validation_failed"],
  ["organization:org_1", "validation_failed"],
  ["organization:usr_01hzy3v5q8w9x0a1b2c3d4e5f6", "validation_failed"],
  ["organization:org_01hzy3v5q8w9x0a1b2c3d4e5f6", "not_found"],
  ["environment:org_01hzy3v5q8w9x0a1b2c3d4e5f6", "validation_failed"],
  ["__proto__:org_01hzy3v5q8w9x0a1b2c3d4e5f6", "not_found"],
  ["constructor", "not_found"],
  ["toString:usr_01hzy3v5q8w9x0a1b2c3d4e5f6", "not_found"],
  ["conversation:cnv_01hzy3v5q8w9x0a1b2c3d4e5f6", "not_found"],
] as const)("the topic %s is refused: %s", async ([topic, code]) => {
  const { mock } = await demo();
  const socket = await socketOf(mock, null);
  expect(await socket.refusal({ kind: "subscription", id: "1", topic })).toBe(code);
  expect(socket.ending).toBeUndefined();
});

test("the hundred and first subscription is refused, and the others stay", async () => {
  const { mock } = await demo();
  const ids: string[] = [];
  for (let index = 0; index < 101; index++) ids.push(String((await ask(mock, "POST", "/v1/users", { email: `person-${index}@acme.test` }))["id"]));
  const socket = await socketOf(mock, null);
  // As many frames as pass at once, without the one that authenticated; the rest as the rate allows.
  for (const [index, id] of ids.entries()) {
    socket.send({ kind: "subscription", id, topic: `user:${id}` });
    for (;;) {
      const answer = await socket.answer(id);
      if (answer.kind !== "error" || answer.code !== "rate_limited") break;
      await pause(answer.retryAfterMs!);
      socket.send({ kind: "subscription", id, topic: `user:${id}` });
    }
    expect(socket.frames.at(-1)).toMatchObject(index < 100 ? { kind: "subscription" } : { kind: "error", code: "limit_exceeded" });
  }
  expect(mock.realtime.connections[0]!.topics).toHaveLength(100);
});

test("beyond a hundred frames at once more are refused, and a flood is closed while others are served", async () => {
  const { mock } = await demo();
  const { url, close } = await serveMock(mock);
  const address = `${url.replace("http", "ws")}/v1/ws`;
  const [flood, calm] = [new PlainSocket(address, WebSocket as never), new PlainSocket(address, WebSocket as never)];
  for (const socket of [flood, calm]) await socket.authenticate({ token: mock.keys.secretKey });
  for (let count = 0; count < 130; count++) flood.send({ kind: "ping", id: String(count) });
  const refused = await flood.next("error");
  expect(refused).toMatchObject({ code: "rate_limited" });
  expect(refused.retryAfterMs).toBeGreaterThan(0);
  for (let count = 0; count < 400; count++) flood.send({ kind: "ping", id: String(count) });
  expect(await flood.ended).toEqual({ code: 4202, name: "rate" });
  calm.send({ kind: "ping", id: "1" });
  expect((await calm.next("pong")).id).toBe("1");
  await close();
});

// 16 KB of brackets from anybody who was signed in ended the whole process, and with it everybody's sockets.
test.for([
  [33, "message", null],
  [3_000, "message", null],
  [15_000, "message", null],
  [15_000, "notification", null],
  [8_000, "message", "org_01hzy3v5q8w9x0a1b2c3d4e5f6"],
] as const)("data of %i levels in a %s is refused, and everybody is served", async ([levels, kind, organization]) => {
  const world = await demo();
  const { mock, acme, people } = world;
  const { url, close } = await serveMock(mock);
  const [hostile, other] = [await socketOf(mock, "bob", url), await socketOf(mock, "ada", url)];
  const topic = `organization:${acme}`;
  await other.subscribe(topic);
  const to = kind === "notification" ? `"to":"${people.ada.id}",` : "";
  const data = `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  hostile.sendText(`{"kind":"${kind}","id":"1","topic":"organization:${organization ?? acme}",${to}"data":${data}}`);
  expect(await hostile.next("error")).toMatchObject({ id: "1", code: "validation_failed", message: "The member data is nested deeper than 32 levels." });
  hostile.send({ kind: "message", id: "2", topic, data: { still: "here" } });
  expect((await other.next("message")).data).toEqual({ still: "here" });
  await close();
});

test("data of as many levels as a body may have is sent", async () => {
  const { mock, acme } = await demo();
  const socket = await socketOf(mock, "bob");
  const data = JSON.parse(`{"a":${"[".repeat(31)}${"]".repeat(31)}}`) as Record<string, unknown>;
  socket.send({ kind: "message", id: "1", topic: `organization:${acme}`, data });
  expect(await socket.next("message")).toMatchObject({ id: "1" });
});

test("a frame that is a bug of the server closes its own socket, and the others are served", async () => {
  const world = await demo();
  const { mock, acme } = world;
  const [hostile, other] = [await socketOf(mock, "bob"), await socketOf(mock, "ada")];
  await other.subscribe(`organization:${acme}`);
  const broken = vi.spyOn(Messages.prototype, "deliver").mockImplementation(() => {
    throw new RangeError("Maximum call stack size exceeded");
  });
  hostile.send({ kind: "message", id: "1", topic: `organization:${acme}`, data: {} });
  expect(await hostile.ended).toEqual({ code: 1011, name: "internal_error" });
  broken.mockRestore();
  await happen(world, acme, "Red");
  expect((await other.next("events")).to).toBe(1);
});
