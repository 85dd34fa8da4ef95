import { secret, sendTwice } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region receiver
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { fastifyWebhooks } from "@plinto/webhooks/fastify";
import fastify from "fastify";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

const app = fastify();
await app.register(fastifyWebhooks(receiver, { path: "/webhooks" }));
// #endregion receiver

await sendTwice(`${await app.listen({ port: 0, host: "127.0.0.1" })}/webhooks`);
await app.close();
// prints: welcome member
// prints: 1 204
// prints: 2 204
