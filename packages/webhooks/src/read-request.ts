/** Reading the bytes of a body, up to a limit. */

import { WebhookError } from "./errors.ts";
import { alreadyRead } from "./verify-webhook.ts";

/**
 * The bytes of a request of the Fetch API.
 *
 * @throws WebhookError `body_already_read`, `body_too_large`, `body_incomplete`
 */
export async function readRequest(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.bodyUsed) throw alreadyRead();
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge(maxBytes);
  if (!request.body) return new Uint8Array();
  if (request.body.locked) throw alreadyRead();
  return readChunks(request.body, maxBytes);
}

/** The part of a `Readable` of Node that is used. */
export interface NodeStream extends AsyncIterable<Uint8Array | string> {
  iterator?(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array | string>;
  resume?(): unknown;
}

/**
 * The bytes of a stream, one after the other.
 *
 * @throws WebhookError `body_too_large`, without reading on; `body_incomplete`
 */
export async function readChunks(stream: ReadableStream<Uint8Array> | NodeStream, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Left alone, a loop that ends early destroys a socket of Node, and the answer with it.
  const source = "getReader" in stream ? chunksOf(stream) : (stream.iterator?.({ destroyOnReturn: false }) ?? stream);
  try {
    for await (const chunk of source) {
      const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
      length += bytes.length;
      if (length > maxBytes) break;
      chunks.push(bytes);
    }
  } catch (cause) {
    // Anybody can send half a body, as often as they like: it is nonsense, and no failure of this program.
    throw new WebhookError("body_incomplete", "The body broke off before its end.", { cause });
  }
  if (length > maxBytes) {
    // What is left in the socket would block the next request on it, and the end of the server.
    if ("resume" in stream) stream.resume?.();
    throw tooLarge(maxBytes);
  }
  if (chunks.length === 1) return chunks[0]!;
  const all = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}

/** Not every browser lets a stream be iterated. */
async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Rejects where the stream has failed, which the reader was told already.
    await reader.cancel().catch(() => {});
  }
}

/** The error for a body beyond the limit. */
export function tooLarge(maxBytes: number): WebhookError {
  return new WebhookError("body_too_large", `The body is longer than ${maxBytes} bytes, which maxBodyBytes allows.`);
}
