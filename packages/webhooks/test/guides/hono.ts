import { serve } from "@hono/node-server";
import { secret, sendTwice } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region receiver
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { honoWebhooks } from "@plinto/webhooks/hono";
import { Hono } from "hono";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

const app = new Hono();
app.post("/webhooks", honoWebhooks(receiver));
// #endregion receiver

const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
await new Promise((resolve) => server.once("listening", resolve));
await sendTwice(`http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks`);
server.close();
// prints: welcome member
// prints: 1 204
// prints: 2 204
