import type { Commit } from "../kernel/commit.ts";
import { shakeHands } from "../realtime/handshake.ts";
import type { Handshake, SocketRequest } from "../realtime/socket-port.ts";
import { identityOf } from "../realtime/roster.ts";
import { touchedBy } from "../realtime/touched.ts";
import { Places } from "./places.ts";
import type { GraphqlHost } from "./port.ts";
import { GraphqlSocket } from "./socket.ts";
import { speak } from "./transport-ws.ts";
import type { HttpGraphql } from "./http.ts";

/** The sockets of GraphQL in one world. */
export class GraphqlSockets {
  readonly #host: GraphqlHost;
  readonly #http: HttpGraphql;
  readonly #sockets = new Set<GraphqlSocket>();
  readonly #unhear: () => void;
  readonly #places: Places;
  /** Where history stands, once it has moved. */
  #last: Commit | undefined;

  constructor(host: GraphqlHost, http: HttpGraphql) {
    this.#host = host;
    this.#http = http;
    this.#places = new Places(host.world.derive);
    this.#unhear = host.world.onCommit((commit) => this.#follow(commit));
  }

  /** Answers a client that wants a socket. */
  open(request: SocketRequest): Handshake {
    const { world, baseUrl } = this.#host;
    return shakeHands(request, {
      world,
      baseUrl,
      protocol: "graphql-transport-ws",
      attach: (port) => {
        const socket = new GraphqlSocket(this.#host, port, request.address, {
          places: this.#places,
          left: (one) => this.#sockets.delete(one),
          place: () => this.#last && this.#places.afterCommit(this.#last),
        });
        this.#sockets.add(socket);
        socket.begin(speak(this.#host, this.#http, socket));
        return socket;
      },
    });
  }

  end(): void {
    this.#unhear();
    for (const socket of this.#sockets) socket.drain(0, 5000);
  }

  #follow(commit: Commit): void {
    // What clients know of a state that was replaced is worth nothing.
    if (commit.restored) {
      this.#last = undefined;
      return this.#sockets.forEach((socket) => socket.close("state_lost"));
    }
    this.#last = commit;
    if (this.#sockets.size === 0) return;
    const touched = touchedBy(commit);
    for (const socket of this.#sockets) {
      const { principal } = socket;
      if (!principal) continue;
      const identity = identityOf(principal);
      const listens = [...socket.subscriptions].some(({ interest }) => touched?.organizations.has(interest.orgId));
      // First: who has lost a right by this commit is not told of it.
      if (touched && (touched.all || touched.users.has(identity) || touched.keys.has(identity) || listens)) socket.judgeAnew();
      if (commit.events.length > 0) for (const listening of socket.subscriptions) listening.take(commit);
    }
  }
}
