import { expect, test } from "vitest";
import { createControl } from "../../src/control.ts";
import { api } from "../api.ts";
import { socketOf } from "../realtime/plain-socket.ts";
import { served } from "./served.ts";

test("without a cursor everything counts as changed, and with the newest nothing does", async () => {
  const { control } = await served();
  const { cursor, changed } = await control.watchWorld();
  expect(changed).toEqual(["state", "requests", "faults", "clock", "snapshots", "worlds", "sockets"]);
  expect(await control.watchWorld({ after: cursor })).toEqual({ cursor, changed: [] });
  expect((await control.watchWorld({ after: "no cursor of ours" })).changed).toEqual(changed);
});

test("whoever waits is told of the part that changes, as soon as it does", async () => {
  const { mock, control } = await served();
  const changes: readonly [string, () => unknown][] = [
    ["requests", () => api(mock).get("/v1/health")],
    ["faults", () => mock.faults.add({ operation: "getHealth", status: 503 })],
    ["faults", () => control.clearFaults()],
    ["clock", () => mock.clock.advance("1s")],
    ["snapshots", () => control.takeSnapshot({ name: "before" })],
    ["snapshots", () => control.dropSnapshot({ name: "before" })],
    ["sockets", () => socketOf(mock, null)],
    ["sockets", () => control.steerSockets({ action: "cut" })],
    ["worlds", () => control.createWorld({ id: "other" })],
    ["worlds", () => control.endWorld({ id: "other" })],
    ["state", () => mock.reset()],
  ];
  for (const [part, change] of changes) {
    const { cursor } = await control.watchWorld();
    const waiting = control.watchWorld({ after: cursor, waitSeconds: 60 });
    await change();
    expect((await waiting).changed).toContain(part);
  }
});

test("a world made in the program is seen by whoever looks next", async () => {
  const { mock, control } = await served();
  const { cursor } = await control.watchWorld();
  mock.world("made-here");
  expect((await control.watchWorld({ after: cursor })).changed).toEqual(["worlds"]);
});

test("another world's watcher is told of a new world too, and of nothing else that happens elsewhere", async () => {
  const { mock, control, controlOf } = await served();
  await control.createWorld({ id: "other" });
  const { cursor } = await controlOf("other").watchWorld();
  await api(mock).get("/v1/health");
  expect((await controlOf("other").watchWorld({ after: cursor })).changed).toEqual([]);
  const waiting = controlOf("other").watchWorld({ after: cursor, waitSeconds: 60 });
  await control.createWorld({ id: "third" });
  expect((await waiting).changed).toEqual(["worlds"]);
});

test("whoever waits for what does not come is answered when the time is up", async () => {
  const { control } = await served();
  const { cursor } = await control.watchWorld();
  expect(await control.watchWorld({ after: cursor, waitSeconds: 1 })).toEqual({ cursor, changed: [] });
});

test("whoever gives up watching leaves the others as they were", async () => {
  const { mock, url, control } = await served();
  const { cursor } = await control.watchWorld();
  const controller = new AbortController();
  const waiting = createControl({ url, fetch: (input, init) => fetch(input, { ...init, signal: controller.signal }) }).watchWorld({
    after: cursor,
    waitSeconds: 60,
  });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: "control_unreachable" });
  await api(mock).get("/v1/health");
  expect((await control.watchWorld({ after: cursor })).changed).toEqual(["requests"]);
});
