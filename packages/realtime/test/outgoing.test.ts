/** What a program sends is looked at before it is on its way: the server closes for good over a frame that is none. */

import { PlintoError } from "@plinto/core";
import { expect, test } from "vitest";
import { fixture } from "./support/fixtures.ts";
import { settled } from "./support/manual-clock.ts";

const onGap = (): void => {};
const endless: Record<string, unknown> = {};
endless["itself"] = endless;
const deep: Record<string, unknown> = {};
Array.from({ length: 20_000 }).reduce<Record<string, unknown>>((inner) => (inner["a"] = {}) as Record<string, unknown>, deep);

// One message of 70 KB ended every subscription of the client for good, those of other topics too.
test.each<[string, unknown[]]>([
  ["70 KB of data", ["message", { data: { text: "x".repeat(70_000) } }]],
  ["8 KiB and one byte", ["message", { data: { text: "ü".repeat(4_091) } }]],
  ["data that is a list", ["message", { data: [1] }]],
  ["data that is null", ["message", { data: null }]],
  ["data that writes itself out as a text", ["message", { data: new Date(0) }]],
  ["data without an end", ["message", { data: endless }]],
  ["data deeper than anything can write", ["message", { data: deep }]],
  ["a number that JSON does not have", ["message", { data: { big: 1n } }]],
  ["no data", ["message", {}]],
  ["nothing at all", ["message"]],
  ["a kind that there is not", ["shout", { data: {} }]],
  ["nobody as the receiver", ["notification", { data: {} }]],
  ["a receiver that is no id", ["notification", { to: "bob@acme.test", data: {} }]],
  ["a receiver longer than a frame", ["notification", { to: "u".repeat(70_000), data: {} }]],
])("A message with %s is refused before anything is sent", async (_, message) => {
  const { server, realtime } = fixture();
  const org = realtime.organization("org_1", { onGap });
  await settled();
  const before = server.last.received.length;
  const send = org.send as (...message: unknown[]) => Promise<unknown>;
  const error: unknown = await send(...message).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PlintoError);
  expect(error).toMatchObject({ code: "validation_failed", retryable: false });
  expect(server.last.received).toHaveLength(before);
});

test("A message of just 8 KiB is sent as it was when it was given, with nothing beside it that was not asked for", async () => {
  const { server, realtime, clock } = fixture();
  const org = realtime.organization("org_1", { onGap });
  const data = { text: "x".repeat(8_192 - '{"text":""}'.length), skipped: undefined };
  const sent = org.send("notification", { to: "usr_2", data, id: "7", topic: "user:usr_2", kind: "authentication" } as never);
  data.text = "changed since";
  await clock.advance(1_000);
  expect(await sent).toEqual({ messageId: expect.stringMatching(/^rtm_/) });
  expect(server.last.got("notification")).toEqual([
    { kind: "notification", id: expect.any(String), topic: "organization:org_1", to: "usr_2", data: { text: "x".repeat(8_181) } },
  ]);
});

test("A topic with an id longer than any is refused at once, and is no frame that ends the connection", () => {
  const { realtime } = fixture();
  expect(() => realtime.organization("o".repeat(65), { onGap })).toThrow(expect.objectContaining({ kind: "config", code: "topic_invalid" }));
});
