/** Reading a body, up to a limit. */

/** Longest body that is read, in bytes: more than any operation of the session takes. */
const mostBytes = 65_536;

/** The part of a `Readable` of Node that is used. */
export interface NodeStream extends AsyncIterable<Uint8Array | string> {
  iterator?(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array | string>;
  resume?(): unknown;
}

/** The text of a body; nothing where it is too long, without reading on. Rejects where it breaks off. */
export async function readText(body: ReadableStream<Uint8Array> | NodeStream): Promise<string | undefined> {
  // Left alone, a loop that ends early destroys a socket of Node, and the answer with it.
  const source = "getReader" in body ? chunksOf(body) : (body.iterator?.({ destroyOnReturn: false }) ?? body);
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of source) {
    const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
    length += bytes.length;
    if (length > mostBytes) break;
    text += decoder.decode(bytes, { stream: true });
  }
  if (length <= mostBytes) return text + decoder.decode();
  // What is left in the socket would block the next request on it, and the end of the server.
  if ("resume" in body) body.resume?.();
  return undefined;
}

/** Not every runtime lets a stream be iterated. */
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
