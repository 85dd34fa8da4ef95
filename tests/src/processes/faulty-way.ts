import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { LivingReceiver } from "./receiver-process.ts";

/** What can happen to a delivery on its way. */
export const faults = [
  "none",
  // Nobody says anything, with and without an effect.
  "hang-before",
  "hang-after",
  // An answer of 500, with and without an effect.
  "500-before",
  "500-after",
  // The connection is cut: after the headers of the request, before the answer, after the headers of the answer.
  "cut-request",
  "cut-before-answer",
  "cut-answer",
  // It comes twice at the same time, or late.
  "duplicate",
  "slow",
  // The receiver dies.
  "die-in-effect",
  "die-before-answer",
] as const;

export type Fault = (typeof faults)[number];

/** Stands between a sender and a receiver, and does to each delivery what is next. */
export interface FaultyWay {
  readonly url: string;
  /** How often each fault was done. */
  readonly done: ReadonlyMap<Fault, number>;
  close(): void;
}

export interface FaultyWayOptions {
  /** What happens to the next delivery. */
  next(): Fault;
  /** The receiver at this moment. */
  to(): Promise<LivingReceiver>;
}

const slowMs = 25;

export async function faultyWay({ next, to }: FaultyWayOptions): Promise<FaultyWay> {
  const done = new Map<Fault, number>();
  const server = createServer((incoming, outgoing) => {
    const fault = next();
    done.set(fault, (done.get(fault) ?? 0) + 1);
    // What a cut connection throws is what was meant.
    take(fault, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;

  async function take(fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (fault === "cut-request") return void incoming.socket.destroy();
    const body = await buffer(incoming);
    if (fault === "hang-before") return;
    if (fault === "500-before") return void outgoing.writeHead(500).end();
    const dies = fault === "die-in-effect" ? "in-effect" : fault === "die-before-answer" ? "before-answer" : undefined;
    const headers = { ...incoming.headers, connection: "close", ...(dies && { "x-die": dies }) };
    const hand = async (): Promise<number> => {
      for (;;) {
        const one = await to();
        try {
          return await post(one.url, headers, body);
        } catch (error) {
          // Nobody took it, so it is for the next one: a death is one fault, not one for every attempt until it is known.
          if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
          await one.ended;
        }
      }
    };
    const [status] = fault === "duplicate" ? await Promise.all([hand(), hand()]) : [await hand()];
    if (fault === "hang-after") return;
    if (fault === "500-after") return void outgoing.writeHead(500).end();
    if (fault === "cut-before-answer") return void incoming.socket.destroy();
    if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, slowMs));
    if (fault !== "cut-answer") return void outgoing.writeHead(status).end();
    outgoing.writeHead(status === 204 ? 200 : status, { "content-length": "1000" });
    outgoing.write("begun", () => incoming.socket.destroy());
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    done,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function post(url: string, headers: IncomingMessage["headers"], body: Uint8Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: "POST", headers, agent: false }, (incoming) => {
      incoming.resume().once("end", () => resolve(incoming.statusCode!));
      incoming.once("error", reject);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}
