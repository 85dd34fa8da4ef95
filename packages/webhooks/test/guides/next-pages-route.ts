// #region route
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { nextPagesWebhooks } from "@plinto/webhooks/next";

export const config = { api: { bodyParser: false } };

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

export default nextPagesWebhooks(receiver);
// #endregion route
