import { nextWebhooks } from "@plinto/webhooks/next";
import { receiver } from "../../receiver.js";

// Where there is no node:crypto, and asking for it throws.
export const runtime = "edge";
export const { POST } = nextWebhooks(receiver);
