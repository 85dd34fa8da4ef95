/**
 * A load generator in a process of its own: so many connections, each with one request after another, for a time. The
 * body's `{n}` becomes another number in each request.
 */
import http from "node:http";
import type { Load } from "./generate-load.ts";

const { url, method, headers, body, status, connections, milliseconds } = JSON.parse(process.argv[2]!) as Load;
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
// Several rounds go to one server, so the numbers of one are not those of another.
const begun = Date.now();
let number = 0;
let done = 0;
let failed = 0;
const until = performance.now() + milliseconds;

function once(): Promise<void> {
  number += 1;
  const content = body?.replaceAll("{n}", `${begun}-${number}`);
  return new Promise((resolve) => {
    const request = http.request(url, {
      agent,
      method,
      headers: { ...headers, ...(content === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(content) }) },
    });
    request.on("response", (response) => {
      if (response.statusCode !== status) failed += 1;
      response.resume();
      response.on("end", () => {
        done += 1;
        resolve();
      });
    });
    request.on("error", () => {
      failed += 1;
      resolve();
    });
    request.end(content);
  });
}

await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < until) await once();
  }),
);
process.send?.({ perSecond: (done * 1000) / milliseconds, failed });
process.exit(0);
