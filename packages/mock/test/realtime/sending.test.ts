import { expect, test } from "vitest";
import { demo, socketOf } from "./plain-socket.ts";

test("a message reaches everybody on the topic, its sender too, and nobody else", async () => {
  const { mock, acme, globex, people } = await demo({ clock: "virtual" });
  const [ada, bob, olga] = [await socketOf(mock, "ada"), await socketOf(mock, "bob"), await socketOf(mock, "olga")];
  const topic = `organization:${acme}`;
  await ada.subscribe(topic);
  await bob.subscribe(topic);
  await olga.subscribe(`organization:${globex}`);
  ada.send({ kind: "message", id: "7", topic, data: { typing: true } });
  const answer = await ada.next("message", (frame) => "id" in frame);
  const got = await bob.next("message");
  expect(got).toEqual({
    kind: "message",
    topic,
    messageId: "messageId" in answer ? answer.messageId : "",
    from: { type: "user", id: people.ada.id },
    sentAt: "2030-01-01T00:00:00.000Z",
    data: { typing: true },
  });
  expect(ada.frames).toContainEqual(got);
  expect(olga.frames.some(({ kind }) => kind === "message")).toBe(false);
});

test("a notification reaches the sockets of one member", async () => {
  const { mock, acme, people } = await demo();
  const [ada, bob, vera] = [await socketOf(mock, "ada"), await socketOf(mock, "bob"), await socketOf(mock, "vera")];
  await bob.subscribe(`user:${people.bob.id}`);
  await vera.subscribe(`user:${people.vera.id}`);
  ada.send({ kind: "notification", id: "7", topic: `organization:${acme}`, to: people.bob.id, data: { text: "Lunch?" } });
  expect(await bob.next("notification")).toMatchObject({ topic: `user:${people.bob.id}`, organizationId: acme, data: { text: "Lunch?" } });
  expect(await ada.next("notification")).toMatchObject({ id: "7" });
  expect(vera.frames.some(({ kind }) => kind === "notification")).toBe(false);
});

test.for([
  ["a viewer", "vera", "acme", "bob", "permission_denied"],
  ["a stranger to the organization", "olga", "acme", "bob", "not_found"],
  ["a member who writes to somebody outside", "bob", "acme", "olga", "not_found"],
] as const)("%s may not notify", async ([, sender, , to, code]) => {
  const { mock, acme, people } = await demo();
  const socket = await socketOf(mock, sender);
  expect(await socket.refusal({ kind: "notification", id: "1", topic: `organization:${acme}`, to: people[to].id, data: {} })).toBe(code);
  if (sender !== "bob") expect(await socket.refusal({ kind: "message", id: "2", topic: `organization:${acme}`, data: {} })).toBe(code);
});

test("data of more than 8 KiB, and a topic that takes no messages, are refused", async () => {
  const { mock, acme, people } = await demo();
  const socket = await socketOf(mock, "bob");
  const topic = `organization:${acme}`;
  expect(await socket.refusal({ kind: "message", id: "1", topic, data: { text: "x".repeat(8192) } })).toBe("validation_failed");
  expect(await socket.refusal({ kind: "message", id: "2", topic: `user:${people.ada.id}`, data: {} })).toBe("validation_failed");
  expect(await socket.refusal({ kind: "message", id: "3", topic: "nowhere", data: {} })).toBe("not_found");
});

test("a suspended member gets no messages", async () => {
  const { mock, acme, people } = await demo();
  const [ada, bob] = [await socketOf(mock, "ada"), await socketOf(mock, "bob")];
  const topic = `organization:${acme}`;
  await bob.subscribe(topic);
  await mock.fetch(`${mock.baseUrl}/v1/organizations/${acme}/members/${people.bob.id}/suspend`, {
    method: "POST",
    headers: { authorization: `Bearer ${mock.keys.secretKey}`, "content-type": "application/json" },
    body: "{}",
  });
  ada.send({ kind: "message", id: "7", topic, data: {} });
  await ada.next("message");
  expect(bob.frames.filter(({ kind }) => kind === "message")).toEqual([]);
});
