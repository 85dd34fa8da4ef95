import { fail } from "./problem.ts";

/** The largest body that is read: 1 MiB of bytes, not of characters. */
export const maximumBodyBytes = 1_048_576;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Refuses a body by the length that its header tells, before anything of it is read. */
export function checkDeclaredLength(contentLength: string | null, maximum: number = maximumBodyBytes): void {
  if (contentLength !== null && Number(contentLength) > maximum) fail("payload_too_large");
}

/** A body that is text already. @throws ProblemError `payload_too_large` */
export function limitedText(text: string): string {
  // No character takes more than three bytes per unit of its length, so most bodies need not be counted.
  if (text.length > maximumBodyBytes || (text.length * 3 > maximumBodyBytes && encoder.encode(text).length > maximumBodyBytes)) fail("payload_too_large");
  return text;
}

/** A body of bytes, which must be UTF-8 (RFC 8259 section 8.1). @throws ProblemError `payload_too_large`, `malformed_json` */
export function decodeBody(bytes: Uint8Array, maximum: number = maximumBodyBytes): string {
  if (bytes.length > maximum) fail("payload_too_large");
  try {
    return decoder.decode(bytes);
  } catch {
    fail("malformed_json", { detail: "The body is not UTF-8. Send JSON as UTF-8." });
  }
}

/** The body of a `Request`, read no further than it may be long. @throws ProblemError `payload_too_large`, `malformed_json` */
export async function requestText(request: Request, maximum: number = maximumBodyBytes): Promise<string> {
  const { body } = request;
  // Some browsers do not show the stream of a request; what they hold is in memory already.
  if (!body) return decodeBody(new Uint8Array(await request.arrayBuffer()), maximum);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > maximum) {
      // Not waited for: where the request was cloned, the end comes only when the clone is cancelled too.
      reader.cancel().catch(() => undefined);
      fail("payload_too_large");
    }
    chunks.push(read.value);
  }
  return decodeBody(joined(chunks, length), maximum);
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
