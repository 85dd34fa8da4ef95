/** `node:http`, and whatever hands on its requests. */

import { deliverFromNode, type NodeRequest, type NodeResponse } from "./node-delivery.ts";
import type { WebhookReceiver } from "./receiver.ts";

export type { NodeRequest, NodeResponse } from "./node-delivery.ts";
export type { NodeStream } from "./read-request.ts";

const fix = "Call the webhook handler first, or keep the bytes on request.rawBody.";

/**
 * A request listener for `node:http`. Takes `request.rawBody` where a host such as Cloud Functions keeps the bytes there.
 *
 * @example
 * createServer(nodeWebhooks(receiver)).listen(3000);
 */
export function nodeWebhooks(receiver: Pick<WebhookReceiver, "receive">): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return (request, response) => deliverFromNode(receiver, request, response, fix);
}
