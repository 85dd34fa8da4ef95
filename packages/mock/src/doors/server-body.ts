import type { IncomingMessage } from "node:http";
import { ConnectionDropped } from "../faults.ts";
import { decodeBody, maximumBodyBytes } from "../pipeline/body-text.ts";
import { ProblemError } from "../pipeline/problem.ts";

/** The body of a request. @throws ProblemError `payload_too_large`, `malformed_json`; ConnectionDropped when the caller goes away meanwhile */
export function incomingText(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    // A caller who has gone already brings no further event.
    if (incoming.destroyed) return reject(new ConnectionDropped());
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maximumBodyBytes) chunks.push(chunk);
      // The rest is read and let go: a caller who is still writing would take a closed connection for a broken one.
      else reject(new ProblemError({ code: "payload_too_large" }));
    });
    incoming.once("end", () => {
      try {
        resolve(decodeBody(Buffer.concat(chunks)));
      } catch (error) {
        reject(error);
      }
    });
    incoming.once("error", () => reject(new ConnectionDropped()));
    incoming.once("close", () => {
      // After a whole body it closes too, and an error that nobody sees costs more than reading a small body.
      if (!incoming.complete) reject(new ConnectionDropped());
    });
  });
}
