import { connect } from "node:net";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { explainMismatch } from "../src/explain.ts";
import { createWebhookReceiver, isWebhookError, memoryStore, signWebhook, verifySignature, type WebhookReceiverOptions } from "../src/index.ts";
import { nodeWebhooks } from "../src/node.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";
import { failure, secret, standingClock } from "./support/fixtures.ts";

const clock = standingClock();
const event = exampleEvent("member.added");
const forged = { "webhook-id": "evt_1", "webhook-timestamp": String(clock.now() / 1000), "webhook-signature": `v1,${"A".repeat(43)}=` };

function setUp(options: Partial<WebhookReceiverOptions<undefined>> = {}) {
  const told: [string, unknown][] = [];
  const receiver = createWebhookReceiver({
    secrets: secret,
    store: memoryStore({ clock }),
    clock,
    onError: (error, outcome) => told.push([outcome, error]),
    ...options,
  });
  return { receiver, told };
}

/** What a handler may do with webhooks of its own. */
const ownWebhooks: [string, () => Promise<unknown>, string][] = [
  ["signs with an id that has a dot", () => signWebhook("{}", secret, { id: "order.42" }), "id_malformed"],
  ["verifies one that is old", () => verifySignature("{}", { ...forged, "webhook-timestamp": "1" }, secret), "timestamp_too_old"],
  ["reads a secret that is not set", () => signWebhook("{}", "", { id: "evt_1" }), "secret_missing"],
];

// Such an error was taken for a refusal of the delivery once, by its class: 400 or 401 with the handler's own words as
// title, and nothing in the log, although the delivery was perfectly good.
test.each(ownWebhooks)("a handler that %s has failed, whatever the class of its error", async (_, act, code) => {
  const { receiver, told } = setUp();
  let isBroken = true;
  receiver.on("member.added", async () => {
    if (isBroken) await act();
  });
  const response = await receiver.handle(await signedRequest(event, secret, { clock }));
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ type: "about:blank", title: "The handler of this event failed.", status: 500, code: "handler_failed" });
  expect(told.map(([outcome, error]) => [outcome, isWebhookError(error) && error.code])).toEqual([["failed", code]]);
  isBroken = false;
  expect((await receiver.handle(await signedRequest(event, secret, { clock }))).status).toBe(204);
});

test("what a store throws is a failure, whatever its class", async () => {
  const cause = await failure(signWebhook("{}", secret, { id: "a.b" }));
  const { receiver, told } = setUp({ store: { once: () => Promise.reject(cause) } });
  receiver.otherwise(() => {});
  expect((await receiver.handle(await signedRequest(event, secret, { clock }))).status).toBe(500);
  expect(told).toEqual([["failed", cause]]);
});

test("without onError the console is told of a handler's failure, whatever the class of its error", async ({ onTestFinished }) => {
  const written: unknown[][] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void written.push(parts);
  onTestFinished(() => void (console.error = original));
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore(), clock }).otherwise(() => signWebhook("{}", secret, { id: "a.b" }));
  await receiver.handle(await signedRequest(event, secret, { clock }));
  expect(written).toEqual([["[plinto] The handler of a webhook failed, and the sender will try again.", expect.objectContaining({ code: "id_malformed" })]]);
});

// Whoever opened a delivery and went away, without any secret, wrote "The handler of a webhook failed" into the log,
// as often as they liked.
test("an upload that is broken off is nonsense, and no failure of the receiver", async ({ onTestFinished }) => {
  const refused = Promise.withResolvers<[string, unknown]>();
  const { receiver } = setUp({ onError: (error, outcome) => refused.resolve([outcome, error]) });
  const server = createServer(nodeWebhooks(receiver));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  server.once("request", () => socket.destroy());
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST /webhooks HTTP/1.1\r\nHost: receiver.test\r\nContent-Length: 100\r\n\r\nhello");
  const [outcome, error] = await refused.promise;
  expect([outcome, isWebhookError(error) && error.code, String(error)]).toEqual([
    "refused",
    "body_incomplete",
    "WebhookError: The body broke off before its end.",
  ]);
});

test("a body that fails on its way is 400, is not written to the console, and names its cause", async ({ onTestFinished }) => {
  const written: unknown[][] = [];
  const original = console.error;
  console.error = (...parts: unknown[]) => void written.push(parts);
  onTestFinished(() => void (console.error = original));
  const cause = new Error("aborted");
  const request = (): Request => {
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(cause) });
    return new Request("https://receiver.test/", { method: "POST", body, duplex: "half" } as RequestInit);
  };
  const silent = createWebhookReceiver({ secrets: secret, store: memoryStore() });
  const response = await silent.handle(request());
  expect([response.status, await response.json()]).toMatchObject([400, { code: "body_incomplete", title: "The body broke off before its end." }]);
  expect(written).toEqual([]);
  const { receiver, told } = setUp();
  await receiver.handle(request());
  expect((told[0]![1] as Error).cause).toBe(cause);
});

test("a request that somebody is reading at the moment is a mistake of the receiving program", async () => {
  const { receiver, told } = setUp();
  const request = await signedRequest(event, secret, { clock });
  request.body!.getReader();
  const response = await receiver.handle(request);
  expect([response.status, await response.json()]).toMatchObject([500, { code: "body_already_read" }]);
  expect(told).toHaveLength(1);
});

// The limit counted the units of a text, of which one may be three bytes.
test.each([
  ["€".repeat(333), 401],
  ["€".repeat(334), 413],
  ["a".repeat(1000), 401],
  ["a".repeat(1001), 413],
])("the limit of a body is in bytes, of a text as well (%#)", async (body, status) => {
  const { receiver } = setUp({ maxBodyBytes: 1000 });
  for (const form of [body, Buffer.from(body)]) expect((await receiver.receive({ headers: forged, body: form })).status).toBe(status);
});

// A body of 50,000 brackets made a RangeError of the explanation, so that a forged delivery was 500 and in the log.
test.each([
  ["a body that it cannot write", "[".repeat(50_000) + "]".repeat(50_000), explainMismatch],
  ["a fault of its own", "{}", () => Promise.reject(new RangeError("Maximum call stack size exceeded"))],
])("an explanation that meets %s leaves the refusal as it is", async (_, body, explain) => {
  const { receiver, told } = setUp({ explain });
  const { status, body: problem } = await receiver.receive({ headers: forged, body });
  expect([status, JSON.parse(problem!)]).toMatchObject([401, { code: "signature_mismatch", title: expect.stringMatching(/^No key made this signature/) }]);
  expect(told.map(([outcome]) => outcome)).toEqual(["refused"]);
});
