import { expect, test } from "vitest";
import { signWebhook, verifySignature } from "../src/index.ts";
import { hmacs } from "./support/fixtures.ts";

/** Published with the reference libraries of Standard Webhooks; the second stands in the one for Rust. */
const vectors = [
  {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: 1_614_265_330,
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    body: '{"test": 2432232314}',
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  {
    id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    timestamp: 1_649_367_553,
    secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    body: '{"email":"test@example.com","username":"test_user"}',
    signature: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  },
];

for (const { name, keyOf } of hmacs) {
  test.each(vectors)(`the published vector $id verifies and is what we sign, with ${name}`, async ({ id, timestamp, secret, body, signature }) => {
    const headers = { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature };
    const facts = await verifySignature(body, headers, keyOf(secret), { clock: { now: () => timestamp * 1000 } });
    expect(facts).toEqual({ id, timestamp, skewSeconds: 0, keyId: "0", version: "v1" });
    expect(await signWebhook(body, keyOf(secret), { id, timestamp })).toEqual(headers);
  });
}
