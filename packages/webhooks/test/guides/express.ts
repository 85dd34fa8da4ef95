import { secret, sendTwice } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region receiver
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { expressWebhooks } from "@plinto/webhooks/express";
import express from "express";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

const app = express();
app.post("/webhooks", expressWebhooks(receiver));
// Parsers for all other routes come after it.
app.use(express.json());
// #endregion receiver

const server = app.listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
await sendTwice(`http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks`);
server.close().closeAllConnections();
// prints: welcome member
// prints: 1 204
// prints: 2 204
