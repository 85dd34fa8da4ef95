import { secret, sendTwice } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region receiver
import { createServer } from "node:http";
import { createWebhookReceiver, memoryStore } from "@plinto/webhooks";
import { nodeWebhooks } from "@plinto/webhooks/node";

const receiver = createWebhookReceiver({ secrets: process.env["PLINTO_WEBHOOK_SECRET"] ?? "", store: memoryStore() }).on("member.added", (event) =>
  console.log("welcome", event.data.role),
);
const webhooks = nodeWebhooks(receiver);

const server = createServer((request, response) => {
  if (request.url === "/webhooks") void webhooks(request, response);
  else response.writeHead(404).end();
});
// #endregion receiver

await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
await sendTwice(`http://127.0.0.1:${(server.address() as { port: number }).port}/webhooks`);
server.close().closeAllConnections();
// prints: welcome member
// prints: 1 204
// prints: 2 204
