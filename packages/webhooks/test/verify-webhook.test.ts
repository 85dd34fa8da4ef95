import { expect, test } from "vitest";
import { isWebhookError, signWebhook, verifyWebhook, WebhookError } from "../src/index.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { failure, now, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const event = exampleEvent("member.added");

async function deliver(body: string | Uint8Array): Promise<unknown> {
  return verifyWebhook(body, await signWebhook(body, secret, { id: "evt_1", clock }), secret, { clock });
}

test("a request gives the event as it was sent, a plain object", async () => {
  const received = await verifyWebhook(await signedRequest(event, secret, { clock }), secret, { clock });
  expect(received).toEqual(event);
  expect(Object.getPrototypeOf(received)).toBe(Object.prototype);
  expect({ ...received }).toEqual(event);
  expect(structuredClone(received)).toEqual(event);
});

test("body and headers give it too, from a request or from a table", async () => {
  const request = await signedRequest(event, secret, { clock });
  const body = await request.clone().text();
  expect(await verifyWebhook(body, request.headers, secret, { clock })).toEqual(event);
  expect(await verifyWebhook(Buffer.from(body), Object.fromEntries(request.headers), [secret], { clock })).toEqual(event);
});

test("a type that is newer than this package arrives as it is", async () => {
  const newer = { ...event, type: "planet.discovered", data: { name: "Ida" } };
  expect(await deliver(JSON.stringify(newer))).toEqual(newer);
});

test("a byte order mark in front is no obstacle, as text or as bytes", async () => {
  const body = `\uFEFF${JSON.stringify(event)}`;
  expect(await deliver(body)).toEqual(event);
  expect(await deliver(new TextEncoder().encode(body))).toEqual(event);
});

test("members named like those of prototypes stay members", async () => {
  const received = (await deliver('{"id":"evt_1","type":"constructor","__proto__":{"polluted":true},"data":{"__proto__":1}}')) as Record<string, unknown>;
  expect(Object.getPrototypeOf(received)).toBe(Object.prototype);
  expect(Object.keys(received)).toContain("__proto__");
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(received["polluted"]).toBeUndefined();
});

test.each([
  ["no JSON", "event=1", "payload_not_json", /the body is not JSON/],
  ["nothing", "", "payload_not_json", /the body is not JSON/],
  ["bytes that are not UTF-8", Uint8Array.from([0x22, 0xff, 0x22]), "payload_not_utf8", /the body is not UTF-8/],
  ["a list", "[]", "payload_not_event", /no id and type of an event/],
  ["null", "null", "payload_not_event", /no id and type of an event/],
  ["an event without id", '{"type":"member.added"}', "payload_not_event", /no id and type/],
  ["an event whose type is no text", '{"id":"evt_1","type":1}', "payload_not_event", /no id and type/],
  ["id and type on the prototype's name only", '{"__proto__":{"id":"evt_1","type":"member.added"}}', "payload_not_event", /no id and type/],
])("%s is refused, and told to be verified", async (_, body, code, message) => {
  const error = await failure(deliver(body));
  expect(isWebhookError(error) && error.code).toBe(code);
  expect(isWebhookError(error) && error.verified).toBe(true);
  expect(String(error)).toMatch(message);
});

test("a body that is not believed is not parsed", async () => {
  const headers = await signWebhook("{}", secret, { id: "evt_1", clock });
  const error = await failure(verifyWebhook("not json", headers, secret, { clock }));
  expect(isWebhookError(error, "signature_mismatch") && error.verified).toBe(false);
});

test("a request that was read before is refused with what to do", async () => {
  const request = await signedRequest(event, secret, { clock });
  await request.text();
  const error = await failure(verifyWebhook(request, secret, { clock }));
  expect(isWebhookError(error, "body_already_read")).toBe(true);
  expect(String(error)).toMatch(/hand in the request first, or pass a clone/);
});

test("an error is recognised across copies of the package, and says what a log may hold", async () => {
  const error = await failure(verifyWebhook("{}", await signWebhook("{}", secret, { id: "evt_1", timestamp: now - 400 }), secret, { clock }));
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: "WebhookError",
    message: "Signed 400 s ago; 300 s are allowed. Is this clock right?",
    code: "timestamp_too_old",
    verified: false,
    skewSeconds: 400,
  });
  const twin = Object.assign(new Error("of another copy"), { code: "signature_mismatch", [Symbol.for("@plinto/webhooks/error")]: undefined });
  expect(isWebhookError(twin, "signature_mismatch")).toBe(true);
  expect(isWebhookError(twin, "key_retired")).toBe(false);
  for (const other of [null, undefined, "signature_mismatch", new Error("signature_mismatch")]) expect(isWebhookError(other)).toBe(false);
  expect(error).toBeInstanceOf(WebhookError);
});
