import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import { createKeyring, signWebhook, verifySignature, verifyWebhook } from "@plinto/webhooks";
import { exampleEvent } from "@plinto/webhooks/testing";
import { Webhook as Reference } from "standardwebhooks";
import { Stripe } from "stripe";
import { Webhook as Svix } from "svix";
import { measure, micro, noiseOf, ratio, type Contender, type Row } from "./round.ts";

const secret = "whsec_cGxpbnRvLWJlbmNoLXNlY3JldC0yNC1ieXRl";
const sizes = [
  { name: "1 KB", bytes: 1_024, calls: 20_000 },
  { name: "64 KB", bytes: 65_536, calls: 200 },
];

/** An event of about this many bytes, as a server gets it: bytes, and a table of headers. */
async function delivery(bytes: number): Promise<{ body: Buffer; headers: Record<string, string> }> {
  const fields: Record<string, string> = {};
  const event = { ...exampleEvent("member.added"), changes: fields };
  const base = JSON.stringify(event).length;
  for (let length = base; length < bytes; length += 34) fields[`field${Object.keys(fields).length}`] = "a value of some length";
  const body = Buffer.from(JSON.stringify(event));
  const signed = await signWebhook(body, secret, { id: event.id });
  return { body, headers: { host: "receiver.test", "content-type": "application/json", "content-length": String(body.length), ...signed } };
}

/**
 * Verifying against what it cannot do without: one HMAC, one comparison, and for an event one JSON.parse; and other
 * libraries against verifying here. svix gives no event, so its JSON.parse is added.
 */
export async function webhookRows(): Promise<Row[]> {
  const rows: Row[] = [];
  const key = createSecretKey(secret.slice("whsec_".length), "base64");
  const keyring = createKeyring(secret);
  for (const { name, bytes, calls } of sizes) {
    const { body, headers } = await delivery(bytes);
    const bare = (): boolean => {
      const head = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`;
      const digest = createHmac("sha256", key).update(head).update(body).digest();
      return timingSafeEqual(digest, Buffer.from(headers["webhook-signature"]!.slice("v1,".length), "base64"));
    };
    const text = body.toString();
    const stripe = Stripe.webhooks;
    const stripeHeader = stripe.generateTestHeaderString({ payload: text, secret });
    const reference = new Reference(secret);
    const svix = new Svix(secret);
    const contenders: Contender[] = (
      [
        ["bare", bare],
        ["bare and parse", () => bare() && (JSON.parse(body.toString()) as object)],
        ["verifySignature", () => verifySignature(body, headers, keyring)],
        ["verifyWebhook", () => verifyWebhook(body, headers, keyring)],
        ["standardwebhooks", () => reference.verify(body.toString(), headers)],
        ["svix", () => [svix.verify(body.toString(), headers), JSON.parse(text)]],
        ["stripe", () => stripe.constructEvent(body, stripeHeader, secret)],
      ] satisfies [string, () => unknown][]
    ).map(([contender, verify]) => ({
      name: contender,
      run: async (times) => {
        for (let call = 0; call < times; call += 1) await verify();
      },
    }));
    const [floor, floorParsed, signature, webhook, ...others] = await measure(contenders, calls, 11);
    for (const [what, measured, base, must] of [
      [`verifySignature ÷ bare createHmac and timingSafeEqual, ${name}`, signature!, floor!, 1.5],
      [`verifyWebhook ÷ bare and JSON.parse, ${name}`, webhook!, floorParsed!, 1.2],
    ] as const) {
      const value = measured.medianMicroseconds / base.medianMicroseconds;
      rows.push({
        path: what,
        value: `${ratio(value)} (${micro(measured.medianMicroseconds)})`,
        must: `≤ ${ratio(must)}`,
        held: value <= must,
        noise: noiseOf(base.name, base.spread),
      });
    }
    for (const other of others) {
      const value = other.medianMicroseconds / webhook!.medianMicroseconds;
      rows.push({
        path: `${other.name} ÷ verifyWebhook, ${name}`,
        value: `${ratio(value)} (${micro(other.medianMicroseconds)})`,
        must: "> 1 ×",
        held: value > 1,
      });
    }
  }
  return rows;
}
