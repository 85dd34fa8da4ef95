/** Express 4 and 5. */

import { deliverFromNode, type NodeRequest, type NodeResponse } from "./node-delivery.ts";
import type { WebhookReceiver } from "./receiver.ts";

export type { NodeRequest, NodeResponse } from "./node-delivery.ts";
export type { NodeStream } from "./read-request.ts";

const fix =
  "In Express: register this route before app.use(express.json()), or give the parser { verify: (request, _, bytes) => { request.rawBody = bytes; } }.";

/**
 * An Express route. It reads the body itself: register it before `express.json()`, or behind `express.raw({ type: () => true })`.
 *
 * @example
 * app.post("/webhooks", expressWebhooks(receiver));
 * app.use(express.json());
 */
export function expressWebhooks(receiver: Pick<WebhookReceiver, "receive">): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return (request, response) => deliverFromNode(receiver, request, response, fix);
}
