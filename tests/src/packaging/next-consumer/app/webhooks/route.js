import { nextWebhooks } from "@plinto/webhooks/next";
import { receiver } from "../../receiver.js";

export const { POST } = nextWebhooks(receiver);
