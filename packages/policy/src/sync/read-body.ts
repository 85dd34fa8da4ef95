import { refusal } from "./refusal.ts";

/**
 * Reads an answer to its end, and no further than it may be long: nothing that is read here has been verified yet.
 *
 * @throws PolicyError `bundle_too_large`
 */
export async function readBody(response: Response, maxBytes: number, advice: string): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = response;
  const announced = Number(headers.get("content-length") ?? 0);
  if (announced > maxBytes) {
    body?.cancel().catch(() => {});
    throw tooLarge(maxBytes, advice);
  }
  if (body === null || typeof body.getReader !== "function") {
    const whole = new Uint8Array(await response.arrayBuffer());
    if (whole.length > maxBytes) throw tooLarge(maxBytes, advice);
    return whole;
  }
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      // Not waited for: a body that never ends may never be cancelled either.
      reader.cancel().catch(() => {});
      throw tooLarge(maxBytes, advice);
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function tooLarge(maxBytes: number, advice: string): Error {
  return refusal("bundle_too_large", `The answer has more than ${maxBytes} bytes and is read no further. ${advice}`);
}
