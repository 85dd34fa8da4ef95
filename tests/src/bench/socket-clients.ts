/**
 * So many clients of the socket protocol in one process, as thin as they can be: they subscribe to one topic, keep their
 * position, answer pings, and come back with their position when the server is gone. Messages order and ask.
 */
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

export type ClientOrder = { readonly kind: "open"; readonly count: number } | { readonly kind: "tell" };

export interface ClientsTold {
  readonly subscribed: number;
  /** Milliseconds that opening took, or that coming back took after the last loss. */
  readonly tookMs: number;
  /** Events that were received. */
  readonly events: number;
  /** How late events came, in milliseconds, since the last question. */
  readonly lateMs: readonly number[];
  /** How many subscriptions were answered with nothing missed, since the last question. */
  readonly recovered: number;
}

const [, , url = "", token = "", topic = ""] = process.argv;
const { port } = new URL(url);
/** As many as are opened at once. */
const together = 100;

let wanted = 0;
let opening = 0;
let subscribed = 0;
let events = 0;
let recovered = 0;
let begunAt = 0;
let tookMs = 0;
let lateMs: number[] = [];
const waiting: Client[] = [];

class Client {
  #socket: Socket | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #isUpgraded = false;
  #isSubscribed = false;
  #unacknowledged = 0;
  #position: { epoch: string; offset: number } | undefined;

  open(): void {
    opening += 1;
    this.#isUpgraded = false;
    this.#rest = Buffer.alloc(0);
    const socket = (this.#socket = connect(Number(port), "127.0.0.1"));
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => this.#lost());
    socket.on("data", (data: Buffer) => this.#read(data));
    socket.write(
      `GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Protocol: plinto.v1, plinto.bearer.${token}\r\n\r\n`,
    );
  }

  #lost(): void {
    if (this.#isSubscribed) {
      if (subscribed === wanted) begunAt = performance.now();
      subscribed -= 1;
    } else opening -= 1;
    this.#isSubscribed = false;
    // A server that is not there yet is asked again a little later.
    setTimeout(() => {
      waiting.push(this);
      openSome();
    }, 20);
  }

  #read(data: Buffer): void {
    let buffer = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    if (!this.#isUpgraded) {
      const end = buffer.indexOf("\r\n\r\n");
      if (end === -1) return void (this.#rest = buffer);
      if (!buffer.subarray(0, end).includes("101 ")) throw new Error(`The socket was refused: ${buffer.subarray(0, end).toString()}`);
      this.#isUpgraded = true;
      buffer = buffer.subarray(end + 4);
      this.#send({ kind: "subscription", id: "1", topic, ...this.#position });
    }
    while (buffer.length >= 2) {
      const short = buffer[1]! & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (buffer.length < head) break;
      const length = short < 126 ? short : short === 126 ? buffer.readUInt16BE(2) : Number(buffer.readBigUInt64BE(2));
      if (buffer.length < head + length) break;
      const kind = buffer[0]! & 15;
      if (kind === 1) this.#take(buffer.subarray(head, head + length).toString());
      // A close is answered, or the server waits for the answer.
      else if (kind === 8) this.#socket!.end(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
      buffer = buffer.subarray(head + length);
    }
    this.#rest = buffer;
  }

  #take(text: string): void {
    const cameAt = Date.now();
    if (text.startsWith('{"kind":"events"')) {
      const frame = JSON.parse(text) as { epoch: string; to: number; sentAt?: number; events?: { event: { occurredAt: string } }[] };
      this.#position = { epoch: frame.epoch, offset: frame.to };
      for (const sentAt of frame.events?.map(({ event }) => Date.parse(event.occurredAt)) ?? [frame.sentAt!]) {
        events += 1;
        lateMs.push(cameAt - sentAt);
        this.#unacknowledged += 1;
      }
      if (this.#unacknowledged >= 100) this.#acknowledge();
    } else if (text.startsWith('{"kind":"subscription"')) {
      const frame = JSON.parse(text) as { epoch: string; offset: number; recovered: boolean };
      this.#position = { epoch: frame.epoch, offset: frame.offset };
      if (frame.recovered) recovered += 1;
      this.#isSubscribed = true;
      opening -= 1;
      subscribed += 1;
      if (subscribed === wanted) tookMs = performance.now() - begunAt;
      openSome();
    } else if (text.startsWith('{"kind":"ping"')) this.#acknowledge();
  }

  #acknowledge(): void {
    this.#unacknowledged = 0;
    this.#send({ kind: "pong", positions: this.#position ? [{ topic, ...this.#position }] : [] });
  }

  /** Sends a frame, masked as those of clients are. */
  #send(frame: object): void {
    const body = Buffer.from(JSON.stringify(frame));
    const head = body.length < 126 ? Buffer.from([0x81, 128 | body.length]) : Buffer.from([0x81, 254, body.length >> 8, body.length & 255]);
    // A mask of nothing is a mask.
    this.#socket!.write(Buffer.concat([head, Buffer.alloc(4), body]));
  }
}

function openSome(): void {
  for (const client of waiting.splice(0, Math.max(0, together - opening))) client.open();
}

process.on("message", (order: ClientOrder) => {
  if (order.kind === "open") {
    begunAt = performance.now();
    wanted += order.count;
    for (let count = 0; count < order.count; count += 1) waiting.push(new Client());
    openSome();
  } else {
    process.send?.({ subscribed, tookMs, events, lateMs, recovered } satisfies ClientsTold);
    lateMs = [];
    recovered = 0;
  }
});
process.send?.("ready");
