import { nextPagesWebhooks } from "@plinto/webhooks/next";
import { receiver } from "../../receiver.js";

// As a beginner writes it: the parser is on.
const handler = nextPagesWebhooks(receiver);
export { handler as default };
