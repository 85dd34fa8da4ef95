import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { verifyWebhook } from "@plinto/webhooks";
import { expect, onTestFinished, test } from "vitest";
import { deliverOverNode, type LookUp } from "../../src/doors/server-deliver.ts";
import { serveMock } from "../../src/doors/server.ts";
import { AddressRefused, createMock } from "../../src/index.ts";
import { asEnvironment } from "../api.ts";
import { acmeWebhooks, cause, still } from "../webhooks/ground.ts";

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse, body: string) => void;

/** A receiver on a port of this machine. */
async function listening(listener: Listener): Promise<string> {
  const server: Server = createServer((incoming, outgoing) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (part: string) => (body += part));
    incoming.on("end", () => listener(incoming, outgoing, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

const request = (url: string, signal: AbortSignal = new AbortController().signal): Parameters<ReturnType<typeof deliverOverNode>>[0] => ({
  url,
  headers: { "content-type": "application/json" },
  body: "{}",
  signal,
});

test("a mock on a port delivers over the network, and what it signs verifies there", async () => {
  const mock = createMock();
  const { close } = await serveMock(mock);
  onTestFinished(close);
  const came = Promise.withResolvers<{ headers: IncomingMessage["headers"]; body: string }>();
  const url = await listening((incoming, outgoing, body) => {
    outgoing.writeHead(204).end();
    came.resolve({ headers: incoming.headers, body });
  });
  const { body } = await asEnvironment(mock as never).post(acmeWebhooks(mock as never), { url, events: ["team.created"] });
  await cause(mock as never, "Engineering");
  const delivery = await came.promise;
  expect(await verifyWebhook(delivery.body, delivery.headers, body.secret as string)).toMatchObject({ type: "team.created", data: { name: "Engineering" } });
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([{ status: "delivered", attempts: [{ responseStatus: 204 }] }]);
});

test("a receiver on a port that never answers times out by a virtual clock", async () => {
  const mock = still();
  const { close } = await serveMock(mock);
  onTestFinished(close);
  const came = Promise.withResolvers<void>();
  let calls = 0;
  const url = await listening((_incoming, outgoing) => {
    calls += 1;
    if (calls > 1) outgoing.writeHead(200).end();
    came.resolve();
  });
  await asEnvironment(mock).post(acmeWebhooks(mock), { url, events: ["team.created"], retryPolicy: { timeoutSeconds: 10 } });
  await cause(mock);
  await came.promise;
  await mock.clock.advance("12s");
  await mock.webhooks.settled();
  expect(mock.webhooks.deliveries).toMatchObject([
    { status: "delivered", attempts: [{ outcome: "timed_out", durationSeconds: 10 }, { outcome: "delivered" }] },
  ]);
});

test("a redirect is told and not followed, and Retry-After is handed on", async () => {
  let followed = false;
  const other = await listening((_incoming, outgoing) => {
    followed = true;
    outgoing.writeHead(204).end();
  });
  const url = await listening((_incoming, outgoing) => outgoing.writeHead(307, { location: other, "retry-after": "7" }).end());
  expect(await deliverOverNode("loopback")(request(url))).toEqual({ status: 307, isRedirect: true, retryAfter: "7" });
  expect(followed).toBe(false);
});

test("an answer whose body is cut off still has its status", async () => {
  const url = await listening((_incoming, outgoing) => {
    outgoing.writeHead(200, { "content-length": "1000" }).write("begun");
    setImmediate(() => outgoing.destroy());
  });
  expect(await deliverOverNode("loopback")(request(url))).toMatchObject({ status: 200 });
});

test("a name is judged by what it stands for when the connection is made", async () => {
  const url = (await listening((_incoming, outgoing) => outgoing.writeHead(204).end())).replace("127.0.0.1", "hooks.acme.test");
  const standsFor = (...found: string[]): LookUp => {
    return (_hostname, done) =>
      done(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  };
  expect(await deliverOverNode("loopback", standsFor("127.0.0.1"))(request(url))).toMatchObject({ status: 204 });
  // "public" let this machine's own ports be reached by whoever may add an endpoint.
  for (const found of [
    ["127.0.0.1"],
    ["::1"],
    ["64:ff9b::7f00:1"],
    ["192.88.99.1"],
    ["10.0.0.7"],
    ["169.254.169.254"],
    ["::ffff:10.0.0.7"],
    ["127.0.0.1", "10.0.0.7"],
    ["fd00::1"],
  ])
    await expect(deliverOverNode("public", standsFor(...found))(request(url))).rejects.toBeInstanceOf(AddressRefused);
  await expect(deliverOverNode("loopback", standsFor("93.184.215.14"))(request(url))).rejects.toBeInstanceOf(AddressRefused);
  const unknown: LookUp = (_hostname, done) => done(new Error("no such name"), []);
  await expect(deliverOverNode("any", unknown)(request(url))).rejects.toThrow("no such name");
});

test("a name that leads elsewhere at the second connection is refused there", async () => {
  const url = (await listening((_incoming, outgoing) => outgoing.writeHead(204, { connection: "close" }).end())).replace("127.0.0.1", "hooks.acme.test");
  const answers = ["127.0.0.1", "10.0.0.7"];
  const deliver = deliverOverNode("loopback", (_hostname, done) => done(null, [{ address: answers.shift()!, family: 4 }]));
  expect(await deliver(request(url))).toMatchObject({ status: 204 });
  await expect(deliver(request(url))).rejects.toBeInstanceOf(AddressRefused);
});

test("a delivery that is given up ends its connection", async () => {
  const ended = Promise.withResolvers<void>();
  const abort = new AbortController();
  const url = await listening((incoming) => {
    incoming.on("close", () => ended.resolve());
    incoming.socket.on("close", () => ended.resolve());
    abort.abort();
  });
  await expect(deliverOverNode("loopback")(request(url, abort.signal))).rejects.toMatchObject({ name: "AbortError" });
  await ended.promise;
});
