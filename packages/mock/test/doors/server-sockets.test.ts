import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, test } from "vitest";
import { serveSockets } from "../../src/doors/server-sockets.ts";
import { serveMock } from "../../src/doors/server.ts";
import { createMock } from "../../src/index.ts";

/** A client that asks for a socket as by hand, hears what comes and never answers. */
async function deafClient(url: string, protocol: string): Promise<{ readonly socket: Socket; readonly heard: () => Buffer }> {
  const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => {});
  socket.write(
    ["GET /v1/ws HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"]
      .concat("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", `Sec-WebSocket-Protocol: ${protocol}`, "", "")
      .join("\r\n"),
  );
  await once(socket, "data");
  return { socket, heard: () => Buffer.concat(chunks) };
}

test("a server that ends waits no longer than a second for clients that do not answer the close", async () => {
  const mock = createMock();
  const { url, close } = await serveMock(mock);
  const { socket, heard } = await deafClient(url, "plinto.v1");
  expect(heard().toString("latin1")).toMatch(/^HTTP\/1\.1 101 /);
  const gone = once(socket, "close");
  const begun = performance.now();
  await close();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(heard().toString("latin1")).toContain('{"code":"drain","delayMs":0,"windowMs":5000}');
  expect(mock.realtime.connections).toEqual([]);
  socket.destroy();
  await gone;
});

test("a client that was refused a socket and stays does not keep the server from ending", async () => {
  const { url, close } = await serveMock(createMock());
  const { socket, heard } = await deafClient(url, "chat");
  expect(heard().toString("latin1")).toMatch(/^HTTP\/1\.1 400 [\s\S]*plinto\.v1/);
  await close();
  socket.destroy();
});

test("without the package ws, who asks for a socket is told what to install", async () => {
  const server = createServer();
  const end = serveSockets(server, createMock(), undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { socket, heard } = await deafClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, "plinto.v1");
  await once(socket, "end");
  const [head, body] = heard().toString("latin1").split("\r\n\r\n") as [string, string];
  expect(head).toMatch(/^HTTP\/1\.1 501 /);
  expect(JSON.parse(body)).toMatchObject({ code: "not_implemented", detail: "Sockets of this server need the package ws: install it." });
  await end();
  server.close();
  socket.destroy();
});
