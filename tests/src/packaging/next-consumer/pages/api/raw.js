import { nextPagesWebhooks } from "@plinto/webhooks/next";
import { receiver } from "../../receiver.js";

export const config = { api: { bodyParser: false } };
const handler = nextPagesWebhooks(receiver);
export { handler as default };
