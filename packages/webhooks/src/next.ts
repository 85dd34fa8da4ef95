/** Next.js: App Router and Pages Router. */

import { deliverFromNode, type NodeRequest, type NodeResponse } from "./node-delivery.ts";
import type { WebhookReceiver } from "./receiver.ts";

export type { NodeRequest, NodeResponse } from "./node-delivery.ts";
export type { NodeStream } from "./read-request.ts";

const fix = "In Next.js: export const config = { api: { bodyParser: false } } from the file of this API route.";

/** What a route file of the App Router exports. */
export interface NextRoute {
  POST(request: Request): Promise<Response>;
}

/**
 * A route of the App Router.
 *
 * @example app/webhooks/route.ts
 * export const { POST } = nextWebhooks(receiver);
 */
export function nextWebhooks(receiver: Pick<WebhookReceiver, "handle">): NextRoute {
  return { POST: (request) => receiver.handle(request) };
}

/**
 * An API route of the Pages Router, whose parser has to be off; Next reads that setting from the file itself.
 *
 * @example pages/api/webhooks.ts
 * export const config = { api: { bodyParser: false } };
 * export default nextPagesWebhooks(receiver);
 */
export function nextPagesWebhooks(receiver: Pick<WebhookReceiver, "receive">): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return (request, response) => deliverFromNode(receiver, request, response, fix);
}
