import { createWebhookReceiver, isWebhookError, memoryStore, verifyWebhook } from "@plinto/webhooks";
import { exampleEvent, signedRequest } from "@plinto/webhooks/testing";

const secret = "whsec_cGxpbnRvLWV4YW1wbGUtc2VjcmV0LTI0Yg==";

// #region receiver
const receiver = createWebhookReceiver({ secrets: secret, store: memoryStore() })
  .on("member.added", (event) => console.log("welcome", event.data.role)) // prints: welcome member
  .otherwise((event) => console.log("noted", event.type));

const handle = (request: Request): Promise<Response> => receiver.handle(request);
// #endregion receiver

// #region delivery
const delivery = await signedRequest(exampleEvent("member.added"), secret);
console.log((await handle(delivery.clone())).status); // prints: 204
console.log((await handle(delivery)).status); // prints: 204
// #endregion delivery

// #region verify
const request = await signedRequest(exampleEvent("invitation.created"), secret);
try {
  const event = await verifyWebhook(request, "whsec_c29tZWJvZHktZWxzZS1hbHRvZ2V0aGVyLTI0");
  if (event.type === "invitation.created") console.log(event.data.email);
} catch (error) {
  if (isWebhookError(error, "signature_mismatch")) console.log("not from Plinto"); // prints: not from Plinto
  else throw error;
}
// #endregion verify
