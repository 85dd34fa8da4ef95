import { originMatches } from "../domain/environment/origins.ts";
import type { World } from "../kernel/world.ts";
import { problemReply, type Problem } from "../pipeline/problem.ts";
import type { MockSchema } from "../schema.ts";
import type { AnySocket } from "./any-socket.ts";
import type { Handshake, SocketPort, SocketReceiver, SocketRequest } from "./socket-port.ts";

/** What decides whether a client gets a socket, and what it gets. */
export interface HandshakeFacts {
  readonly world: World<MockSchema>;
  readonly baseUrl: () => string;
  /** The subprotocol that is spoken. */
  readonly protocol: AnySocket["protocol"];
  /** Other versions of it. Where a client knows only such a one it is told so, by a close: programs in browsers never see why an upgrade was refused. */
  readonly versions?: { readonly of: RegExp; readonly code: number; readonly reason: string };
  /** Begins the connection. */
  readonly attach: (port: SocketPort) => SocketReceiver;
}

/** Answers a client that wants a socket. */
export function shakeHands({ protocols, origin }: SocketRequest, { world, baseUrl, protocol, versions, attach }: HandshakeFacts): Handshake {
  const { allowedOrigins } = world.read.environments.all().first()!;
  if (origin !== null && origin !== new URL(baseUrl()).origin && !allowedOrigins.some((allowed) => originMatches(origin, allowed)))
    return refused({ code: "origin_not_allowed" });
  if (protocols.includes(protocol)) return { ok: true, protocol, attach };
  const other = versions && protocols.find((one) => versions.of.test(one));
  if (!versions || other === undefined) return refused({ code: "validation_failed", detail: howToOffer(protocol) });
  return {
    ok: true,
    protocol: other,
    attach(port) {
      port.close(versions.code, versions.reason);
      return { receive() {}, lost() {}, goAway() {} };
    },
  };
}

/** What a client has to send along to get a socket. */
export function howToOffer(protocol: AnySocket["protocol"]): string {
  return `Offer the subprotocol ${protocol} in the header Sec-WebSocket-Protocol.`;
}

/** The answer to a client that gets none. */
export function refused(problem: Problem): Handshake {
  return { ok: false, reply: problemReply(problem, "none", undefined) };
}
