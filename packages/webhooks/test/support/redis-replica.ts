import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "redis";
import { createWebhookReceiver } from "../../src/index.ts";
import { nodeWebhooks } from "../../src/node.ts";
import { redisStore } from "../../src/redis.ts";

// One replica of a receiver over the Redis at the socket that is named; says its port on its first line. What it does to
// an event is a line in the list `effects`; after that of `member.removed` it stops short, as if it died there.
const [, , socket = "", secrets = "", leaseSeconds = "60"] = process.argv;
const client = createClient({ socket: { path: socket, tls: false } });
await client.connect();
const store = redisStore({ command: (words) => client.sendCommand(words), leaseSeconds: Number(leaseSeconds) });
const receiver = createWebhookReceiver({ secrets, store })
  .on("member.added", async ({ id }) => void (await client.rPush("effects", id)))
  .on("member.removed", async ({ id }) => {
    await client.rPush("effects", id);
    if ((await client.incr(`tries:${id}`)) === 1) {
      await client.publish("stuck", String(process.pid));
      await new Promise(() => {});
    }
  });
const server = createServer(nodeWebhooks(receiver));
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
