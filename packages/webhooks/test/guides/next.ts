import { createServer } from "node:http";
import { secret, sendTwice } from "./sent.ts";

process.env["PLINTO_WEBHOOK_SECRET"] = secret;

// #region test
import { exampleEvent, signedRequest } from "@plinto/webhooks/testing";

const { POST } = await import("./next-route.ts");
console.log((await POST(await signedRequest(exampleEvent("member.added"), secret))).status);
// prints: welcome member
// prints: 204
// #endregion test

const { default: handler } = await import("./next-pages-route.ts");
const server = createServer((request, response) => void handler(request, response));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
await sendTwice(`http://127.0.0.1:${(server.address() as { port: number }).port}/api/webhooks`);
server.close().closeAllConnections();
// prints: welcome member
// prints: 1 204
// prints: 2 204
