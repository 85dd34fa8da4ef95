/** Fastify 5. */

import { WebhookError } from "./errors.ts";
import { readChunks, tooLarge, type NodeStream } from "./read-request.ts";
import type { WebhookReceiver } from "./receiver.ts";

export type { NodeStream } from "./read-request.ts";

/** The part of a Fastify instance that is used. */
export interface FastifyHost {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: string, parser: (request: unknown, payload: NodeStream, done: (error: null, body: unknown) => void) => void): unknown;
  post(path: string, handler: (request: FastifyDelivery, reply: FastifyAnswer) => Promise<unknown>): unknown;
}

/** The part of a Fastify request that is used. */
export interface FastifyDelivery {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  readonly raw: { readonly readableDidRead?: boolean };
}

/** The part of a Fastify reply that is used. */
export interface FastifyAnswer {
  code(status: number): FastifyAnswer;
  headers(values: Record<string, string>): FastifyAnswer;
  send(body?: unknown): unknown;
}

export interface FastifyWebhooksOptions {
  /** The path of the route, `/webhooks`. */
  readonly path: string;
}

/**
 * A Fastify plugin with one route, whose parsers are its own: the rest of the application keeps theirs. Register it
 * without `fastify-plugin`, which would break that wall.
 *
 * @example
 * await app.register(fastifyWebhooks(receiver, { path: "/webhooks" }));
 */
export function fastifyWebhooks(receiver: Pick<WebhookReceiver, "receive">, { path }: FastifyWebhooksOptions): (app: FastifyHost) => Promise<void> {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_, payload, done) => done(null, payload));
    app.post(path, async (request, reply) => {
      const { status, headers, body } = await receiver.receive({ headers: request.headers, body: (maxBytes) => bytesOf(request, maxBytes) });
      return reply
        .code(status)
        .headers(headers)
        .send(body ?? undefined);
    });
  };
}

async function bytesOf({ body, headers, raw }: FastifyDelivery, maxBytes: number): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (raw.readableDidRead || !isStream(body)) {
    throw new WebhookError(
      "body_already_read",
      "Something read the body before the webhook route did. In Fastify: keep hooks that read the body, and plugins that replace parsers, out of the scope of this plugin.",
    );
  }
  if (Number(headers["content-length"]) > maxBytes) throw tooLarge(maxBytes);
  return readChunks(body, maxBytes);
}

function isStream(body: unknown): body is NodeStream {
  return Symbol.asyncIterator in Object(body);
}
