/** Hono 4. */

import { WebhookError } from "./errors.ts";
import type { RawBody } from "./raw-body.ts";
import { readRequest } from "./read-request.ts";
import type { WebhookReceiver } from "./receiver.ts";

/** The part of a Hono context that is used. */
export interface HonoContext {
  readonly req: {
    readonly raw: Request;
    /** What earlier handlers read of the body. */
    readonly bodyCache?: { readonly arrayBuffer?: unknown; readonly text?: unknown };
  };
}

/**
 * A Hono handler. A middleware may read the body before it as text or bytes; from JSON or a form the bytes cannot be had back.
 *
 * @example
 * app.post("/webhooks", honoWebhooks(receiver));
 */
export function honoWebhooks(receiver: Pick<WebhookReceiver, "receive">): (context: HonoContext) => Promise<Response> {
  return async ({ req }) => {
    const { status, headers, body } = await receiver.receive({
      method: req.raw.method,
      headers: req.raw.headers,
      body: (maxBytes) => (req.raw.bodyUsed ? kept(req) : readRequest(req.raw, maxBytes)),
    });
    return new Response(body, { status, headers });
  };
}

async function kept({ bodyCache = {} }: HonoContext["req"]): Promise<RawBody> {
  const body = await (bodyCache.arrayBuffer ?? bodyCache.text);
  if (body !== undefined) return body as RawBody;
  throw new WebhookError(
    "body_already_read",
    "Something read the body before the webhook handler did. In Hono: read it with c.req.text() or c.req.arrayBuffer(), which keep it, or register this route first.",
  );
}
