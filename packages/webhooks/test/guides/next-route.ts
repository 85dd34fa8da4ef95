// #region route
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { nextWebhooks } from "@plinto/webhooks/next";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);

export const { POST } = nextWebhooks(receiver);
// #endregion route
