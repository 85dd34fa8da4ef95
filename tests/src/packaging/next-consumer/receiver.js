import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";

export const receiver = createWebhookReceiver({ secrets: process.env.WEBHOOK_SECRET, store: memoryStore() }).on("member.added", (event) =>
  console.log(`handled ${event.data.role}`),
);
