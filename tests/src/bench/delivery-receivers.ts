/** All endpoints behind one port, each by its path. Tells, when it is asked, how late each delivery came. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { isHanging } from "./delivery-plan.ts";

const lateMs: number[] = [];
const seen = new Set<string>();
let hung = 0;
const server = createServer((request, response) => {
  const cameAt = Date.now();
  const endpoint = Number(request.url!.slice(1));
  let body = "";
  request.setEncoding("utf8").on("data", (part: string) => (body += part));
  request.on("end", () => {
    if (isHanging(endpoint)) {
      hung += 1;
      return;
    }
    const { id, occurredAt } = JSON.parse(body) as { id: string; occurredAt: string };
    seen.add(`${endpoint} ${id}`);
    lateMs.push(cameAt - Date.parse(occurredAt));
    response.writeHead(204).end();
  });
});
process.on("message", () => process.send?.({ lateMs, distinct: seen.size, hung }));
server.listen(0, "127.0.0.1", () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
