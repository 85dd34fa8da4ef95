/** Deliveries that arrive through `node:http`, whatever stands in front of it. */

import { WebhookError } from "./errors.ts";
import { readChunks, tooLarge, type NodeStream } from "./read-request.ts";
import type { RawBody } from "./raw-body.ts";
import type { WebhookReceiver } from "./receiver.ts";

/** The part of an `IncomingMessage` that is read, with what frameworks add to it. */
export interface NodeRequest extends NodeStream {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether somebody has read the stream. */
  readonly readableDidRead?: boolean;
  /** What a parser has made of the body. */
  readonly body?: unknown;
  /** The bytes, where the host keeps them beside what it parsed. */
  readonly rawBody?: unknown;
}

/** The part of a `ServerResponse` that is used. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

/**
 * Hands a request of `node:http` to a receiver and sends what it answers.
 *
 * @param fix what to do in this framework when a parser took the body
 */
export async function deliverFromNode(receiver: Pick<WebhookReceiver, "receive">, request: NodeRequest, response: NodeResponse, fix: string): Promise<void> {
  const { status, headers, body } = await receiver.receive({
    method: request.method,
    headers: request.headers,
    body: (maxBytes) => rawBodyOf(request, maxBytes, fix),
  });
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body ?? undefined);
}

async function rawBodyOf(request: NodeRequest, maxBytes: number, fix: string): Promise<RawBody> {
  for (const kept of [request.rawBody, request.body]) {
    if (typeof kept === "string" || kept instanceof Uint8Array) return kept;
  }
  if (request.readableDidRead) {
    if (request.body === undefined) throw new WebhookError("body_already_read", `Something read the body before the webhook handler did. ${fix}`);
    throw new WebhookError("body_not_raw", `The body was parsed before the webhook handler got it, and the bytes that were signed are gone. ${fix}`);
  }
  if (Number(request.headers["content-length"]) > maxBytes) throw tooLarge(maxBytes);
  return readChunks(request, maxBytes);
}
