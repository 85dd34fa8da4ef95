import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Reply } from "../pipeline/exchange.ts";

/** Writes an answer to a connection that no request was read from, and ends it. */
export function writeReply(socket: Duplex, { status, headers, body }: Reply): void {
  const text = body ?? "";
  const lines = Object.entries({ ...headers, "content-length": String(Buffer.byteLength(text)), connection: "close" }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  socket.write([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", ""].join("\r\n"));
  // A client that never ends its side must not keep the server from ending.
  socket.end(text, () => socket.destroy());
}
