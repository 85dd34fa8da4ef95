import type { EventEnvelope } from "../domain/events/envelope.ts";
import type { Commit } from "../kernel/commit.ts";
import { shakeHands } from "../realtime/handshake.ts";
import { Roster } from "../realtime/roster.ts";
import type { Handshake, SocketRequest } from "../realtime/socket-port.ts";
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
  readonly #roster = new Roster<GraphqlSocket>();
  readonly #unhear: () => void;
  readonly #places: Places;
  /** Where history stands: followed from the first client on. */
  #last: Commit | undefined;

  constructor(host: GraphqlHost, http: HttpGraphql) {
    this.#host = host;
    this.#http = http;
    this.#places = new Places(host.world.derive);
    this.#unhear = host.world.onCommit((commit) => this.#follow(commit));
  }

  /** Answers a client that wants a socket. */
  async open(request: SocketRequest): Promise<Handshake> {
    const { world, baseUrl } = this.#host;
    // Not even the last one may be there: an erasure leaves nothing of what came before a restore.
    const [last] = this.#last ? [] : await world.commitsSince(world.seq - 1).catch(() => []);
    this.#last ??= last;
    return shakeHands(request, {
      world,
      baseUrl,
      protocol: "graphql-transport-ws",
      attach: (port) => {
        const socket = new GraphqlSocket(this.#host, port, request.address, {
          places: this.#places,
          named: (one) => this.#roster.name(one),
          left: (one) => this.#roster.delete(one),
          place: () => this.#last && this.#places.afterCommit(this.#last),
        });
        this.#roster.add(socket);
        socket.begin(speak(this.#host, this.#http, socket));
        return socket;
      },
    });
  }

  end(): void {
    this.#unhear();
    for (const socket of this.#roster.sockets) socket.goAway();
  }

  #follow(commit: Commit): void {
    this.#last = commit;
    // What clients know of a state that was replaced is worth nothing.
    if (commit.restored) return this.#roster.sockets.forEach((socket) => socket.close("state_lost"));
    const touched = touchedBy(commit);
    // First: who has lost a right by this commit is not told of it.
    if (touched) for (const socket of new Set([...this.#roster.of(touched), ...this.#in(touched.organizations)])) socket.judgeAnew();
    const spokenOf = new Set((commit.events as readonly EventEnvelope[]).flatMap(({ organizationId }) => organizationId ?? []));
    for (const socket of this.#in(spokenOf)) for (const listening of socket.subscriptions) listening.take(commit);
  }

  /** The sockets that listen to organizations. */
  #in(organizations: ReadonlySet<string>): ReadonlySet<GraphqlSocket> {
    const sockets = [...organizations].flatMap((id) => [...this.#host.room.in(id).keys()]);
    return new Set(sockets.filter((socket) => socket instanceof GraphqlSocket));
  }
}
