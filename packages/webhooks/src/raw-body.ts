/** The body of a delivery as the bytes that were signed. */

import { WebhookError } from "./errors.ts";

/**
 * The body as it arrived: text, or bytes as `Uint8Array`, Node's `Buffer`, or `ArrayBuffer`. A parsed object cannot be
 * verified: its bytes, which were signed, are lost.
 */
export type RawBody = string | Uint8Array | ArrayBuffer;

/**
 * The body as something that can be hashed.
 *
 * @throws WebhookError `body_not_raw`
 */
export function hashable(body: unknown): string | Uint8Array {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  const tag = Object.prototype.toString.call(body);
  // Bytes of another realm, such as Jest's, are no instances of ours.
  if (tag === "[object Uint8Array]") return body as Uint8Array;
  if (tag === "[object ArrayBuffer]") return new Uint8Array(body as ArrayBuffer);
  throw new WebhookError("body_not_raw", "The body is parsed already: pass the raw text or bytes, as they were signed.");
}
