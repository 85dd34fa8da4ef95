/** What broadcasting costs at least: one frame, built before, written to every socket. No messages are read. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Order, SocketServer, Told } from "./socket-server.ts";

const sockets = new Set<Duplex>();
const server = createServer();
server.on("upgrade", ({ headers }, socket) => {
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: plinto.v1\r\n\r\n`,
  );
  sockets.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => sockets.delete(socket));
  socket.write(frame(JSON.stringify({ kind: "subscription", id: "1", epoch: "raw", offset: 0, recovered: false })));
  socket.resume();
});

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, body]);
}

let sent = 0;

process.on("message", (order: Order) => {
  const before = process.cpuUsage();
  const begun = performance.now();
  const carryOut = async (): Promise<void> => {
    if (order.kind === "rest") await new Promise((resolve) => setTimeout(resolve, order.ms));
    if (order.kind !== "publish") return;
    for (let count = 0; count < order.count; count += 1) {
      sent += 1;
      // As long as a frame of the mock with one event.
      const built = frame(JSON.stringify({ kind: "events", from: sent - 1, to: sent, sentAt: Date.now(), filling: "x".repeat(600) }));
      for (const socket of sockets) socket.write(built);
      await new Promise((resolve) => setTimeout(resolve, order.pauseMs));
    }
  };
  void carryOut().then(() => {
    const { user, system } = process.cpuUsage(before);
    globalThis.gc?.();
    process.send?.({
      cpuMs: (user + system) / 1000,
      tookMs: performance.now() - begun,
      residentBytes: process.memoryUsage().rss,
      connections: sockets.size,
    } satisfies Told);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "none", topic: "raw" } satisfies SocketServer);
});
