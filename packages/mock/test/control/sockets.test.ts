import { expect, test } from "vitest";
import { socketOf } from "../realtime/plain-socket.ts";
import { served } from "./served.ts";

test("a socket is listed with who it speaks for, what it listens to and up to where", async () => {
  const { mock, control } = await served();
  expect((await control.listSockets()).data).toEqual([]);
  const [ada, acme] = [mock.seed.users["ada"]!, mock.seed.organizations["acme"]!.id];
  const socket = await socketOf(mock, "ada");
  await socket.subscribe(`organization:${acme}`);
  const key = await socketOf(mock, null);
  await key.subscribe("environment");
  const { data } = await control.listSockets();
  expect(data).toMatchObject([
    { state: "open", principal: { type: "user", id: ada.id, label: ada.email }, topics: [{ topic: `organization:${acme}`, offset: 0 }] },
    { state: "open", principal: { type: "environment_key" }, topics: [{ topic: "environment", offset: 0 }] },
  ]);
  expect(Date.parse(data[0]!.openedAt)).toBe(mock.realtime.connections[0]!.openedAt);
});

test("what a test may do to sockets the control plane may: to one, to all, to a topic", async () => {
  const { mock, control } = await served();
  const topic = `organization:${mock.seed.organizations["acme"]!.id}`;
  const [one, other] = [await socketOf(mock, "ada"), await socketOf(mock, null)];
  const { epoch } = await one.subscribe(topic);
  const [{ id } = { id: "" }] = (await control.listSockets()).data;
  await control.steerSockets({ action: "resetEpoch", topic });
  expect((await one.subscribe(topic)).epoch).not.toBe(epoch);
  await control.steerSockets({ action: "expire", connection: id });
  expect(await one.ended).toEqual({ code: 4101, name: "credential_expired" });
  expect(other.ending).toBeUndefined();
  await control.steerSockets({ action: "drain" });
  expect(await other.next("drain")).toMatchObject({ delayMs: 0, windowMs: 5000 });
  await control.steerSockets({ action: "cut" });
  expect((await other.ended).code).toBe(1006);
});

test("a socket and a topic that are not there are said", async () => {
  const { control } = await served();
  await expect(control.steerSockets({ action: "cut", connection: "con_none" })).rejects.toMatchObject({ code: "connection_unknown" });
  await expect(control.steerSockets({ action: "truncateHistory", topic: "environment" })).rejects.toMatchObject({ code: "topic_unknown" });
});
