/** A load generator in a process of its own: so many connections, each with one request after another, for a time. */
import http from "node:http";

const { url, headers, connections, milliseconds } = JSON.parse(process.argv[2]!) as {
  url: string;
  headers: Record<string, string>;
  connections: number;
  milliseconds: number;
};
const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
let done = 0;
let failed = 0;
const until = performance.now() + milliseconds;

function once(): Promise<void> {
  return new Promise((resolve) => {
    http
      .get(url, { agent, headers }, (response) => {
        if (response.statusCode !== 200) failed += 1;
        response.resume();
        response.on("end", () => {
          done += 1;
          resolve();
        });
      })
      .on("error", () => {
        failed += 1;
        resolve();
      });
  });
}

await Promise.all(
  Array.from({ length: connections }, async () => {
    while (performance.now() < until) await once();
  }),
);
process.send?.({ perSecond: (done * 1000) / milliseconds, failed });
process.exit(0);
