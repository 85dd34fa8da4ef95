import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { systemFetch } from "../platform.ts";

/** A delivery that came and was handed on. */
export interface Forwarded {
  readonly eventId: string;
  readonly eventType: string;
  readonly occurredAt: string;
  readonly organizationId: string | null;
  /** What was answered; null when nobody was there. */
  readonly status: number | null;
  /** Why nobody was there. */
  readonly reason: string | undefined;
}

/** Headers that belong to one connection (RFC 9110 section 7.6.1), and what the next one says anew. */
const ownHeaders: ReadonlySet<string> = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"]);

/**
 * Listens on this machine and hands every delivery on, byte by byte. What is answered goes back to the sender, so that it
 * repeats what was not taken; where nobody answers it is told 502.
 */
export async function forwardTo(target: string, tell: (forwarded: Forwarded) => void): Promise<{ readonly url: string; close(): Promise<void> }> {
  const take = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (incoming.method !== "POST") return void outgoing.writeHead(405, { allow: "POST" }).end();
    const body = await buffer(incoming);
    const facts = typeof incoming.headers["webhook-id"] === "string" ? factsOf(body) : undefined;
    // Browsers and scanners come by as well, and what they say is for nobody.
    if (!facts) return void outgoing.writeHead(400).end();
    const { status, reason, retryAfter } = await handOn(target, incoming.headers, body);
    outgoing.writeHead(status ?? 502, retryAfter === null ? {} : { "retry-after": retryAfter }).end();
    tell({ ...facts, status, reason });
  };
  const server: Server = createServer((incoming, outgoing) => {
    // Whoever breaks off in the midst of a request gets no answer.
    take(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function handOn(
  target: string,
  headers: IncomingHttpHeaders,
  body: Buffer<ArrayBuffer>,
): Promise<{ readonly status: number | null; readonly reason: string | undefined; readonly retryAfter: string | null }> {
  const own = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === "string" && !ownHeaders.has(entry[0]));
  try {
    const response = await systemFetch(target, { method: "POST", headers: Object.fromEntries(own), body, redirect: "manual" });
    await response.body?.cancel();
    return { status: response.status, reason: undefined, retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    const cause = (error as Error).cause;
    const code = (cause as { readonly code?: string } | undefined)?.code;
    return { status: null, reason: code ?? (error as Error).message, retryAfter: null };
  }
}

/** What the line about an event says; nothing when it is no event. */
function factsOf(body: Buffer): Omit<Forwarded, "status" | "reason"> | undefined {
  let event: unknown;
  try {
    event = JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
  const { id, type, occurredAt, organizationId } = Object(event) as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || typeof type !== "string" || typeof occurredAt !== "string") return undefined;
  return { eventId: id, eventType: type, occurredAt, organizationId: typeof organizationId === "string" ? organizationId : null };
}
