import { createWebhookReceiver, isWebhookError, memoryStore, signWebhook, verifySignature } from "@plinto/webhooks";
import { ed25519, ed25519Signer } from "@plinto/webhooks/ed25519";
import { exampleEvent, signedRequest } from "@plinto/webhooks/testing";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** The keys of RFC 8032, section 7.1, test 1. */
const publicKey = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
const privateKey = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`${what} does not hold on this runtime`);
}

/** What every runtime has to do with the built package: the published vector, both versions, a receiver, a refusal. */
export async function webhookSuite(): Promise<void> {
  const vector = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  const body = '{"test": 2432232314}';
  const clock = { now: () => 1_614_265_330_000 };
  const facts = await verifySignature(new TextEncoder().encode(body), new Headers(vector), secret, { clock });
  check(facts.id === vector["webhook-id"] && facts.version === "v1", "verifying the published vector");

  const refusal: unknown = await verifySignature(`${body} `, vector, secret, { clock }).catch((error: unknown) => error);
  check(isWebhookError(refusal, "signature_mismatch"), "refusing another body");

  const headers = await signWebhook(body, [secret, ed25519Signer(privateKey)], { id: "evt_1", clock });
  const asymmetric = await verifySignature(body, headers, ed25519(publicKey), { clock });
  check(asymmetric.version === "v1a", "signing and verifying with Ed25519");

  let handled = 0;
  const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore() }).on("member.added", () => {
    handled += 1;
  });
  for (const attempt of [1, 2]) {
    const response = await receiver.handle(await signedRequest(exampleEvent("member.added"), secret));
    check(response.status === 204, `answering attempt ${attempt}`);
  }
  check(handled === 1, "handling an event once");
  const forged = await receiver.handle(await signedRequest(exampleEvent("member.added"), "whsec_YW5vdGhlci1wbGludG8td2ViaG9vay1r"));
  check(forged.status === 401, "refusing a forged delivery");
}
