import { exampleEvent, signedRequest } from "@plinto/webhooks/testing";
import { secret } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region receiver
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

const server = { fetch: (request: Request): Promise<Response> => receiver.handle(request) };
// #endregion receiver

// #region test
const delivery = await signedRequest(exampleEvent("member.added"), secret);
console.log((await server.fetch(delivery.clone())).status);
console.log((await server.fetch(delivery)).status);
// prints: welcome member
// prints: 204
// prints: 204
// #endregion test
