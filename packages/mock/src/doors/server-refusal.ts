import type { Duplex } from "node:stream";
import { problemReply } from "../pipeline/problem.ts";
import { writeReply } from "./server-reply.ts";

/** Answers what could not be read as a request, so that nobody has to guess from an empty 400. Then the connection ends. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Who hangs up in the middle of a request waits for no answer.
  if (error.code === "ECONNRESET" || error.code === "HPE_INVALID_EOF_STATE" || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n");
    return;
  }
  writeReply(socket, problemReply({ code: error.code === "HPE_HEADER_OVERFLOW" ? "headers_too_large" : "request_malformed" }, "none", undefined));
}
