import { expect, test } from "vitest";
import { demo, happen, socketOf, type Demo, type PlainSocket } from "./plain-socket.ts";

async function subscribed(): Promise<Demo & { socket: PlainSocket; topic: string; epoch: string }> {
  const world = await demo({ clock: "virtual" });
  const topic = `organization:${world.acme}`;
  const socket = await socketOf(world.mock, null);
  const { epoch } = await socket.subscribe(topic);
  return { ...world, socket, topic, epoch };
}

test("a cut loses the connection without a close code, at once or after so many bytes", async () => {
  const world = await subscribed();
  world.mock.realtime.cut({ afterBytes: 100 });
  await happen(world, world.acme, "Red");
  expect(await world.socket.ended).toEqual({ code: 1006, name: "" });
  expect(world.socket.events(world.topic)).toEqual([]);
  const other = await socketOf(world.mock, null);
  world.mock.realtime.cut();
  expect(await other.ended).toEqual({ code: 1006, name: "" });
});

test("a stalled connection gets what was kept back when it is resumed", async () => {
  const world = await subscribed();
  world.mock.realtime.stall();
  await happen(world, world.acme, "Red");
  await world.mock.clock.advance(1);
  expect(world.socket.events(world.topic)).toEqual([]);
  world.mock.realtime.resume();
  expect((await world.socket.next("events")).to).toBe(1);
});

test("frames of events come twice, or in another order, as told", async () => {
  const world = await subscribed();
  world.mock.realtime.duplicate();
  await happen(world, world.acme, "One");
  expect([(await world.socket.next("events")).to, (await world.socket.next("events")).to]).toEqual([1, 1]);
  world.mock.realtime.reorder();
  await happen(world, world.acme, "Two");
  await world.mock.clock.advance(1);
  await happen(world, world.acme, "Three");
  expect([(await world.socket.next("events")).to, (await world.socket.next("events")).to]).toEqual([3, 2]);
});

test("after an epoch's end offsets start anew, under another epoch", async () => {
  const world = await subscribed();
  await happen(world, world.acme, "Red");
  await world.socket.next("events");
  world.mock.realtime.resetEpoch(world.topic);
  await happen(world, world.acme, "Blue");
  const { epoch, from, to } = await world.socket.next("events");
  expect([from, to]).toEqual([0, 1]);
  expect(epoch).not.toBe(world.epoch);
});

test("expiry and drain say what to do", async () => {
  const world = await subscribed();
  world.mock.realtime.expire();
  expect(await world.socket.ended).toEqual({ code: 4101, name: "credential_expired" });
  const other = await socketOf(world.mock, null);
  other.answersPings = true;
  world.mock.realtime.drain({ delayMs: 1000, windowMs: 2000 });
  expect(await other.next("drain")).toEqual({ kind: "drain", delayMs: 1000, windowMs: 2000 });
  await world.mock.clock.advance("2s");
  expect(other.ending).toBeUndefined();
  await world.mock.clock.advance("1s");
  expect(await other.ended).toEqual({ code: 4200, name: "drain" });
});

test("who does not read is closed when a mebibyte waits", async () => {
  const { mock, topic, socket } = await subscribed();
  mock.realtime.stall();
  // Two, since one may send a hundred frames at once.
  for (const sender of [await socketOf(mock, "ada"), await socketOf(mock, null)])
    for (let count = 0; count < 75; count++) sender.send({ kind: "message", id: String(count), topic, data: { text: "x".repeat(8100) } });
  expect(await socket.ended).toEqual({ code: 4201, name: "slow_consumer" });
});

test("who does not acknowledge is closed after a thousand events", async () => {
  const world = await demo();
  const slow = await socketOf(world.mock, null);
  await slow.subscribe(`organization:${world.acme}`);
  for (let count = 1; count <= 1000; count++) await happen(world, world.acme, `Team ${count}`);
  await slow.next("events", ({ to }) => to === 1000);
  expect(slow.ending).toBeUndefined();
  await happen(world, world.acme, "One too many");
  expect(await slow.ended).toEqual({ code: 4201, name: "slow_consumer" });
}, 30_000);

// A negative number of bytes was sent never, and a frame that comes NaN times broke the count of all that followed.
test.for([
  ["afterBytes", -5, "of 0 or more"],
  ["afterBytes", 1.5, "of 0 or more"],
  ["afterBytes", Number.NaN, "of 0 or more"],
  ["times", 0, "of 1 or more"],
  ["times", -1, "of 1 or more"],
  ["times", Number.NaN, "of 1 or more"],
  ["times", Number.POSITIVE_INFINITY, "of 1 or more"],
  ["delayMs", 1.5, "from 0 to 60000"],
  ["windowMs", -1, "from 0 to 60000"],
] as const)("the option %s is not %d, and nothing happens then", async ([name, value, range]) => {
  const world = await subscribed();
  const { realtime } = world.mock;
  const doors = { afterBytes: ["cut"], times: ["duplicate", "reorder"], delayMs: ["drain"], windowMs: ["drain"] }[name] as ("cut" | "drain")[];
  for (const door of doors)
    expect(() => realtime[door]({ [name]: value })).toThrow(
      expect.objectContaining({ code: "option_invalid", message: `The option ${name} must be a whole number ${range}.` }),
    );
  await happen(world, world.acme, "Red");
  await happen(world, world.acme, "Blue");
  expect((await world.socket.next("events")).from).toBe(0);
  expect(realtime.connections).toMatchObject([{ state: "open" }]);
});

test("a cut after no more bytes is a cut at once", async () => {
  const world = await subscribed();
  world.mock.realtime.cut({ afterBytes: 0 });
  expect(await world.socket.ended).toEqual({ code: 1006, name: "" });
});

test("targets and topics that are not there are said", async () => {
  const { mock } = await subscribed();
  expect(() => mock.realtime.cut({ connection: "con_none" })).toThrow(expect.objectContaining({ code: "connection_unknown" }));
  expect(() => mock.realtime.resetEpoch("organization:none")).toThrow(expect.objectContaining({ code: "topic_unknown" }));
  expect(() => mock.realtime.drain({ windowMs: 60_001 })).toThrow(expect.objectContaining({ code: "option_invalid" }));
});
