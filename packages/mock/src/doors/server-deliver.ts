import { lookup, type LookupAddress } from "node:dns";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { kindOfAddress, maySendTo, type WebhookAddresses } from "../domain/webhooks/address.ts";
import { systemTime } from "../kernel/system.ts";
import { AddressRefused, type Deliver, type DeliverDoor } from "../webhooks/deliver.ts";

/** Finds every address that a name stands for. */
export type LookUp = (hostname: string, done: (error: Error | null, found: readonly LookupAddress[]) => void) => void;

const lookUpAll: LookUp = (hostname, done) => lookup(hostname, { all: true }, done);

/** So much is read of what follows a status, so that the connection can be used again; and for so long. */
const longestRestBytes = 64 * 1024;
const longestRestMs = 1000;

/** A served mock's way of sending, which is ended with it. */
export interface NodeDoor extends DeliverDoor {
  /** Lets go of connections that no delivery waits at. */
  close(): void;
}

/** Sends by {@link deliverOverNode}. */
export function nodeDoor(): NodeDoor {
  const idle = new IdleConnections();
  return { make: (addresses) => deliverOverNode(addresses, lookUpAll, idle), seesAddresses: true, close: () => idle.close() };
}

/** Connections whose deliveries have their answer. */
export class IdleConnections {
  readonly #agents: HttpAgent[] = [];
  readonly #rests = new Set<IncomingMessage>();

  own(agent: HttpAgent): void {
    this.#agents.push(agent);
  }

  /** What follows the status is nobody's business. It is read as far as a receiver may reasonably go, and cut off there. */
  skip(incoming: IncomingMessage): void {
    let bytes = 0;
    this.#rests.add(incoming);
    const cancel = systemTime.setTimeout(() => incoming.destroy(), longestRestMs, true);
    incoming.on("error", () => {});
    incoming.on("close", () => {
      cancel();
      this.#rests.delete(incoming);
    });
    incoming.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > longestRestBytes) incoming.destroy();
    });
  }

  close(): void {
    for (const rest of this.#rests) rest.destroy();
    for (const { freeSockets } of this.#agents) for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  }
}

/**
 * Sends deliveries by `node:http`, at a fraction of what a `fetch` costs. Whatever a name stands for at the moment of
 * connecting is judged then, so that a name cannot lead somewhere else than it did before (DNS rebinding).
 */
export function deliverOverNode(addresses: WebhookAddresses, lookUp: LookUp = lookUpAll, idle: IdleConnections = new IdleConnections()): Deliver {
  const options = { keepAlive: true, maxSockets: 512, maxFreeSockets: 64, timeout: 30_000, lookup: guardedLookup(addresses, lookUp) };
  const agents = { "http:": new HttpAgent(options), "https:": new HttpsAgent(options) };
  for (const agent of Object.values(agents)) idle.own(agent);
  return ({ url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const target = new URL(url);
      const isPlain = target.protocol === "http:";
      const asked: RequestOptions = {
        method: "POST",
        agent: agents[isPlain ? "http:" : "https:"],
        signal,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      };
      const outgoing = (isPlain ? httpRequest : httpsRequest)(target, asked, (incoming) => {
        const status = incoming.statusCode!;
        resolve({ status, isRedirect: status >= 300 && status < 400, retryAfter: incoming.headers["retry-after"] ?? null });
        idle.skip(incoming);
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}

/** Looks up a name as the platform does, and refuses the answer when any of its addresses is one that nothing is sent to. */
function guardedLookup(addresses: WebhookAddresses, lookUp: LookUp): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, (error, found) => {
      if (error) return callback(error, "", 0);
      const closed = found.find(({ address }) => !maySendTo(kindOfAddress(address) ?? "private", addresses));
      if (closed) return callback(new AddressRefused("The name of the endpoint stands for an address that nothing is sent to."), "", 0);
      if (options.all) callback(null, [...found]);
      else callback(null, found[0]!.address, found[0]!.family);
    });
  };
}
