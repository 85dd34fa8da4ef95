import { expect, test } from "vitest";
import { ed25519, ed25519Signer } from "../src/ed25519.ts";
import { createWebhookReceiver, isWebhookError, memoryStore, signWebhook, verifySignature, verifyWebhook } from "../src/index.ts";
import { exampleEvent, signedRequest } from "../src/testing.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const body = '{"test": 2432232314}';
const clock = { now: () => 1_614_265_330_000 };
const vector = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": "1614265330",
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

test("the published vector verifies in a browser, and another body does not", async () => {
  await expect(verifySignature(body, new Headers(vector), secret, { clock })).resolves.toMatchObject({ id: vector["webhook-id"], version: "v1" });
  const error: unknown = await verifySignature(`${body} `, vector, secret, { clock }).catch((thrown: unknown) => thrown);
  expect(isWebhookError(error, "signature_mismatch")).toBe(true);
});

test("both versions are signed and verified in a browser", async () => {
  const signer = ed25519Signer("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==");
  const headers = await signWebhook(body, [secret, signer], { id: "evt_1", clock });
  for (const key of [secret, ed25519("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]) {
    await expect(verifySignature(body, headers, key, { clock })).resolves.toHaveProperty("id", "evt_1");
  }
});

test("a receiver handles an event once in a browser, as in a service worker", async () => {
  const handled: string[] = [];
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore() }).on("member.added", ({ id }) => void handled.push(id));
  const event = exampleEvent("member.added");
  for (let attempt = 0; attempt < 2; attempt += 1) expect((await receiver.handle(await signedRequest(event, secret))).status).toBe(204);
  expect(handled).toEqual([event.id]);
  expect(await verifyWebhook(await signedRequest(event, secret), secret)).toEqual(event);
});
