import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { deliverOverNode, IdleConnections } from "../../src/doors/server-deliver.ts";
import { serveMock } from "../../src/doors/server.ts";
import { createMock, type Mock } from "../../src/index.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, still } from "../webhooks/ground.ts";

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function servedStill(addresses: "loopback" | "public" = "loopback"): Promise<{ mock: Mock; close: () => Promise<void> }> {
  const mock = still({ webhooks: { addresses } });
  const { close } = await serveMock(mock);
  onTestFinished(close);
  return { mock, close };
}

// Three receivers that answered 200 and went on writing had 2.7 GiB read of them in four seconds.
test("of a receiver that never ends its body little is read, and its connection is ended", async () => {
  const { mock } = await servedStill();
  const ended = Promise.withResolvers<number>();
  const server = createHttpServer((incoming, outgoing) => {
    const { socket } = incoming;
    const junk = Buffer.alloc(16 * 1024);
    const write = (): void => {
      while (!outgoing.destroyed && outgoing.write(junk));
    };
    outgoing.on("drain", write).on("close", () => ended.resolve(socket.bytesWritten));
    incoming.resume().on("end", write);
  });
  const url = `http://127.0.0.1:${await portOf(server)}/`;
  await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"] });
  await cause(mock);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered" }]);
  // What the machine's own buffers hold is written too.
  expect(await ended.promise).toBeLessThan(32 * 1024 * 1024);
});

test("what drips is cut off with the server that sent the delivery", async () => {
  const idle = new IdleConnections();
  const closed = Promise.withResolvers<void>();
  const server = createHttpServer((_incoming, outgoing) => {
    outgoing.on("close", () => closed.resolve());
    outgoing.writeHead(200, { "content-length": "1000" }).write("begun");
  });
  const url = `http://127.0.0.1:${await portOf(server)}/`;
  const deliver = deliverOverNode("loopback", undefined, idle);
  expect(await deliver({ url, headers: {}, body: "{}", signal: new AbortController().signal })).toMatchObject({ status: 200 });
  idle.close();
  await closed.promise;
});

test("a receiver that speaks no HTTP by its status is unreachable, and its delivery can be read", async () => {
  const { mock } = await servedStill();
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end("HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n"));
  });
  const url = `http://127.0.0.1:${await portOf(server)}/`;
  const { body } = await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"], retryPolicy: { delaysSeconds: [] } });
  await cause(mock);
  await mock.webhooks.settled();
  const list = await asEnvironment(mock).get(`${acmeWebhooks(mock)}/${body.id as string}/deliveries`);
  expect(list).toMatchObject({ status: 200, body: { data: [{ attempts: [{ outcome: "unreachable", responseStatus: null }] }] } });
});

// There was no choice that a host others share could make: "public" included every port of the machine itself.
test("a host that delivers to public addresses has no loopback, by whatever spelling", async () => {
  const { mock } = await servedStill("public");
  for (const url of [
    "https://127.0.0.1/",
    "https://localhost/",
    "https://app.localhost/",
    "https://[::1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://192.88.99.1/",
  ])
    expect(await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["*"] })).toMatchObject({ status: 422, body: { code: "url_not_allowed" } });
});

// A `fetch` connects to whatever evil.localhost stands for, and nobody sees what that is.
test("a name below localhost is this machine only where it is looked up", async () => {
  let calls = 0;
  const inProcess = createMock({
    clock: "virtual",
    webhooks: { deliver: () => Promise.resolve({ status: 204, isRedirect: false, retryAfter: String((calls += 1)) }) },
  }) as unknown as Mock;
  const refused = (): unknown => inProcess.webhooks.deliveries[0]?.attempts[0];
  expect((await asEnvironment(inProcess).post(acmeWebhooks(inProcess), { url: "http://evil.localhost:1/", events: ["team.created"] })).status).toBe(201);
  await cause(inProcess);
  await inProcess.webhooks.settled();
  expect(refused()).toMatchObject({ outcome: "address_not_allowed" });
  expect(calls).toBe(0);

  const { mock } = await servedStill();
  const server = createHttpServer((incoming, outgoing) => void incoming.resume().on("end", () => outgoing.writeHead(204).end()));
  const port = await portOf(server);
  await asEnvironment(mock).post(acmeWebhooks(mock), { url: `http://localhost:${port}/`, events: ["team.created"] });
  await cause(mock);
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered" }]);
});
