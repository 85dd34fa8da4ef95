import { Webhook as Reference, WebhookVerificationError } from "standardwebhooks";
import { Webhook as Svix } from "svix";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isWebhookError, signWebhook, verifySignature } from "../src/index.ts";
import { otherSecret, secret } from "./support/fixtures.ts";

// Both read the machine's clock and let nobody else hand one in.
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const id = "evt_01hzy3v5q8w9x0a1b2c3d4e5f6";

const others = [
  { name: "standardwebhooks", make: (key: string) => new Reference(key) },
  { name: "svix", make: (key: string) => new Svix(key) },
];

const bodies: [string, string | Buffer][] = [
  ["an object", '{"hello":"world"}'],
  ["bytes", Buffer.from('{"hello":"world"}')],
  ["unicode", '{"grüße":"🦊 \\u0000 שלום"}'],
  ["white space", ' \r\n{ "a" : 1 }\n'],
  ["a megabyte", JSON.stringify({ text: "x".repeat(1_048_576) })],
  ["an empty body", ""],
];

for (const { name, make } of others) {
  test.each(bodies)(`what ${name} signs verifies here: %s`, async (_, body) => {
    const date = new Date(nowSeconds() * 1000);
    const headers = { "webhook-id": id, "webhook-timestamp": String(date.getTime() / 1000), "webhook-signature": make(secret).sign(id, date, body.toString()) };
    await expect(verifySignature(body, headers, secret)).resolves.toHaveProperty("id", id);
    await expect(verifySignature(body, headers, otherSecret)).rejects.toHaveProperty("code", "signature_mismatch");
  });

  // What they verify they also parse, and an empty body is no JSON.
  test.each(bodies.filter(([title]) => title !== "an empty body"))(`what we sign verifies with ${name}: %s`, async (_, body) => {
    const headers = await signWebhook(body, secret, { id });
    // The one gives the parsed body, the other nothing.
    expect([undefined, JSON.parse(body.toString())]).toContainEqual(make(secret).verify(body, { ...headers }));
    expect(() => make(otherSecret).verify(body, { ...headers })).toThrow(/[Nn]o matching signature/);
  });
}

test("on any delivery of text the reference library and we agree", async () => {
  const seconds = nowSeconds();
  await fc.assert(
    fc.asyncProperty(
      fc.json(),
      fc.constantFrom(secret, otherSecret),
      fc.constantFrom(0, 60, -60, 900, -900),
      fc.boolean(),
      async (body, key, skew, tampers) => {
        const headers = await signWebhook(body, key, { id, timestamp: seconds + skew });
        const arrived = tampers ? `${body} ` : body;
        let theirs = "holds";
        try {
          new Reference(secret).verify(arrived, { ...headers });
        } catch (error) {
          if (!(error instanceof WebhookVerificationError)) throw error;
          theirs = "refused";
        }
        const ours = await verifySignature(arrived, headers, secret).then(
          () => "holds",
          (error: unknown) => (isWebhookError(error) ? "refused" : error),
        );
        expect(ours).toBe(theirs);
      },
    ),
  );
});
