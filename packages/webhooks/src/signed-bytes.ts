import type { SignedContent } from "./verification-key.ts";

/** The whole text that is signed, as bytes. */
export function signedBytes({ head, body }: SignedContent): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const first = encoder.encode(head);
  const second = typeof body === "string" ? encoder.encode(body) : body;
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
