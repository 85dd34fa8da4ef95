import { expect, test } from "vitest";
import { createWebhookReceiver, memoryStore, verifyWebhook } from "../src/index.ts";
import { exampleEvents } from "../src/generated/examples.ts";
import type { WebhookEventType } from "../src/index.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { now, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();

test.each(Object.keys(exampleEvents) as WebhookEventType[])("the example of %s goes through a receiver as it is", async (type) => {
  const event = exampleEvent(type);
  const seen: unknown[] = [];
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore(), clock }).on(type, (received) => void seen.push(received));
  expect((await receiver.handle(await signedRequest(event, secret, { clock }))).status).toBe(204);
  expect(seen).toEqual([event]);
  expect(event.type).toBe(type);
});

test("an example is a fresh copy, with what differs put in", () => {
  const first = exampleEvent("member.added");
  first.data.userId = "usr_changed";
  expect(exampleEvent("member.added").data.userId).not.toBe("usr_changed");
  const other = exampleEvent("member.added", { id: "evt_2", data: { userId: "usr_2" } });
  expect(other).toEqual({ ...exampleEvent("member.added"), id: "evt_2", data: { ...exampleEvent("member.added").data, userId: "usr_2" } });
});

test("a signed request says where, when and under which id it is sent", async () => {
  const event = exampleEvent("member.added");
  const request = await signedRequest(event, secret, { url: "https://acme.test/hooks", timestamp: now - 10 });
  expect([request.method, request.url, request.headers.get("content-type")]).toEqual(["POST", "https://acme.test/hooks", "application/json"]);
  expect([request.headers.get("webhook-id"), request.headers.get("webhook-timestamp")]).toEqual([event.id, String(now - 10)]);
  expect(await verifyWebhook(request, secret, { clock })).toEqual(event);
});

test("a raw body travels as its bytes, under the id that it is given", async () => {
  const bytes = new TextEncoder().encode(`\uFEFF${JSON.stringify(exampleEvent("member.added"))}`);
  const request = await signedRequest(bytes, secret, { id: "evt_raw", clock });
  expect(new Uint8Array(await request.clone().arrayBuffer())).toEqual(bytes);
  await expect(verifyWebhook(request, secret, { clock })).resolves.toHaveProperty("type", "member.added");
  await expect(signedRequest("{}", secret, { clock })).rejects.toHaveProperty("code", "id_malformed");
});
