import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { isMissingPackage } from "../kernel/missing-package.ts";
import { systemTime } from "../kernel/system.ts";
import { internalsOf, type Mock } from "../mock.ts";
import { problemOf, problemReply } from "../pipeline/problem.ts";
import type { SharedFrame, SocketPort, SocketReceiver } from "../realtime/socket-port.ts";
import { settleTarget } from "./server-target.ts";
import { writeReply } from "./server-reply.ts";

/** Longer messages are not even read: the transport itself closes with 1009. */
const longestMessage = 1_048_576;

/** How long a client has to answer the close of a server that goes away. */
const graceMs = 1000;

/** The transport of the sockets: the package ws, or nothing where it is not installed. */
export async function loadTransport(): Promise<typeof WebSocketServer | undefined> {
  try {
    return (await import("ws")).WebSocketServer;
  } catch (error) {
    if (isMissingPackage(error, ["ws"])) return undefined;
    throw error;
  }
}

/**
 * Opens the sockets of a server to its mock. Without a transport, who asks for one is told what is missing.
 *
 * @returns ends them, and resolves when they are gone: clients are told to come back when there is a server again, and those that do not answer are dropped
 */
export function serveSockets(server: Server, mock: Mock, Transport: typeof WebSocketServer | undefined): () => Promise<void> {
  if (!Transport) {
    const missing = problemReply({ code: "not_implemented", detail: "Sockets of this server need the package ws: install it." }, "none", undefined);
    server.on("upgrade", (_incoming, socket) => {
      endWithErrors(socket);
      writeReply(socket, missing);
    });
    return () => Promise.resolve();
  }
  const receivers = new WeakMap<WebSocket, SocketReceiver>();
  /** The subprotocol that the mock chose for an upgrade. */
  const chosen = new WeakMap<IncomingMessage, string>();
  const sockets = new Transport({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: longestMessage,
    clientTracking: true,
    handleProtocols: (_offered, incoming) => chosen.get(incoming) ?? false,
  });
  server.on("upgrade", (incoming, socket, head) => {
    endWithErrors(socket);
    void upgrade(incoming, socket, head).catch((error: unknown) => writeReply(socket, problemReply(problemOf(error), "none", undefined)));
  });
  const upgrade = async (incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const fault = settleTarget(incoming);
    if (fault !== undefined) return writeReply(socket, problemReply({ code: "request_malformed", detail: fault }, "none", undefined));
    const handshake = await internalsOf(mock).openSocket(new URL(`http://localhost${incoming.url}`), {
      protocols: (incoming.headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim()),
      origin: incoming.headers.origin ?? null,
      address: incoming.socket.remoteAddress ?? null,
    });
    if (!handshake.ok) return writeReply(socket, handshake.reply);
    chosen.set(incoming, handshake.protocol);
    sockets.handleUpgrade(incoming, socket, head, (client) => receivers.set(client, join(client, socket, handshake.attach)));
  };
  return () =>
    new Promise((resolve) => {
      for (const client of sockets.clients) receivers.get(client)?.goAway();
      const endGrace = systemTime.setTimeout(() => sockets.clients.forEach((client) => client.terminate()), graceMs, true);
      sockets.close(() => {
        endGrace();
        resolve();
      });
    });
}

// Each of these is a function of its own: what a listener can see stays for as long as the socket, and a request is heavy.
function endWithErrors(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
}

function join(client: WebSocket, socket: Duplex, attach: (port: SocketPort) => SocketReceiver): SocketReceiver {
  return listen(client, attach(portOf(client, socket)));
}

function listen(client: WebSocket, receiver: SocketReceiver): SocketReceiver {
  client.on("message", (data, isBinary) => receiver.receive(isBinary ? data : (data as Buffer).toString()));
  client.on("close", () => receiver.lost());
  // What breaks the rules of the transport is answered by the transport, and the close follows.
  client.on("error", () => {});
  return receiver;
}

function portOf(client: WebSocket, socket: Duplex): SocketPort {
  return {
    send: (text) => client.send(text),
    // Messages are never compressed, so the transport has none half written, and a whole one may go past it.
    share(frame) {
      if (client.readyState === client.OPEN) socket.write(onTheWire(frame));
      return socket.writableLength;
    },
    close: (code, reason) => client.close(code, reason),
    drop: () => client.terminate(),
    get bufferedAmount() {
      return socket.writableLength;
    },
  };
}

/** Frames as they travel, each made once. */
const wire = new WeakMap<SharedFrame, Buffer>();

/** A text message of a server in one frame (RFC 6455, section 5.2). */
function onTheWire(frame: SharedFrame): Buffer {
  const known = wire.get(frame);
  if (known) return known;
  const length = Buffer.byteLength(frame.text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const made = Buffer.allocUnsafe(head + length);
  made[0] = 0x81;
  made[1] = head === 2 ? length : head === 4 ? 126 : 127;
  if (head === 4) made.writeUInt16BE(length, 2);
  else if (head === 10) made.writeBigUInt64BE(BigInt(length), 2);
  made.write(frame.text, head);
  wire.set(frame, made);
  return made;
}
