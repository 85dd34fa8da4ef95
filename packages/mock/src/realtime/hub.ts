import type { RealtimeClientMessage, RealtimeClientNotification, RealtimeClientSubscription, RealtimeClientUnsubscription } from "@plinto/spec";
import type { EventEnvelope } from "../domain/events/envelope.ts";
import { closeCodes, subprotocol } from "../generated/realtime.ts";
import type { WorldClock } from "../kernel/clock.ts";
import type { Commit } from "../kernel/commit.ts";
import type { Principal } from "../principal.ts";
import { begunIn } from "./begun.ts";
import type { CloseName } from "./close.ts";
import { Connection } from "./connection.ts";
import type { ConnectionHub } from "./connection-hub.ts";
import { Credentials } from "./credentials.ts";
import { Delivery } from "./delivery.ts";
import { earlyCredential } from "./early-credential.ts";
import { routesOf } from "./event-routes.ts";
import { RealtimeFigures } from "./figures.ts";
import { shakeHands } from "./handshake.ts";
import { Judge } from "./judge.ts";
import { Messages } from "./messages.ts";
import type { CredentialGrounds } from "./socket-credential.ts";
import type { Handshake, SocketRequest } from "./socket-port.ts";
import type { SocketRoom } from "./room.ts";
import { Roster } from "./roster.ts";
import { Subscribing } from "./subscribing.ts";
import type { Peer, Topic } from "./topic.ts";
import { TopicBoard } from "./topic-board.ts";
import { touchedBy } from "./touched.ts";

/** What the sockets of a world are made with. */
export interface RealtimeHubOptions extends CredentialGrounds {
  /** Where the sockets of this world are, those of other protocols among them. */
  readonly room: SocketRoom;
  /** Reads a credential as every call does. @throws ProblemError */
  readonly authenticate: (authorization: string) => Promise<Principal>;
  readonly baseUrl: () => string;
  /** Real milliseconds since some moment. */
  readonly stopwatch: () => number;
  /** Resolves after one turn of the event loop. */
  readonly turn: () => Promise<void>;
  /** Names this run: what an earlier one counted means nothing here. */
  readonly run: string;
}

/** The sockets of our own protocol in one world: who they speak for, and what a commit means for them. It knows no transport. */
export class RealtimeHub implements ConnectionHub {
  readonly figures: RealtimeFigures;
  readonly judge: Judge;
  readonly credentials: Credentials;
  readonly delivery: Delivery;
  readonly #options: RealtimeHubOptions;
  readonly #roster = new Roster<Peer>();
  readonly #board: TopicBoard;
  readonly #subscribing: Subscribing;
  readonly #messages: Messages;
  readonly #unhear: () => void;

  constructor(options: RealtimeHubOptions) {
    const { world, room, turn, run, authenticate } = options;
    const { clock } = world;
    this.#options = options;
    const board = (this.#board = new TopicBoard(clock, run, room));
    const figures = (this.figures = new RealtimeFigures(room));
    const judge = (this.judge = new Judge(world, board));
    this.credentials = new Credentials({ world, authenticate });
    const delivery = (this.delivery = new Delivery({ clock, board, judge, figures, turn }));
    this.#subscribing = new Subscribing({ world, board, judge, delivery, room });
    this.#messages = new Messages({ world, judge, delivery, figures, nextId: () => room.nextId("rtm") });
    this.#unhear = world.onCommit((commit) => this.#follow(commit));
  }

  get clock(): WorldClock {
    return this.#options.world.clock;
  }

  get grounds(): CredentialGrounds {
    return this.#options;
  }

  get connections(): ReadonlySet<Peer> {
    return this.#roster.sockets;
  }

  /** All sockets of the world. */
  get room(): SocketRoom {
    return this.#options.room;
  }

  get topics(): ReadonlyMap<string, Topic> {
    return this.#board.topics;
  }

  stopwatch(): number {
    return this.#options.stopwatch();
  }

  /** Answers a client that wants a socket. */
  open(request: SocketRequest): Handshake {
    const { world, baseUrl, room } = this.#options;
    return shakeHands(request, {
      world,
      baseUrl,
      protocol: subprotocol,
      versions: { of: /^plinto\.v\d{1,4}$/, code: closeCodes.protocol_unsupported, reason: '{"code":"protocol_unsupported"}' },
      attach: (port) => {
        const connection = new Connection(this, room.nextId("con"), port, request.address, earlyCredential(request.protocols));
        if (connection.state === "closed") return connection;
        this.#roster.add(connection);
        room.add(connection);
        return connection;
      },
    });
  }

  opened(connection: Peer): void {
    this.#roster.name(connection);
    this.changed();
  }

  gone(connection: Peer): void {
    this.#roster.delete(connection);
    this.room.delete(connection);
    for (const subscription of connection.subscriptions.values()) this.#board.leave(subscription);
  }

  subscribe(connection: Peer, frame: RealtimeClientSubscription): Promise<void> | undefined {
    return this.#caughtUp(() => this.#subscribing.subscribe(connection, frame));
  }

  unsubscribe(connection: Peer, frame: RealtimeClientUnsubscription): void {
    this.#subscribing.unsubscribe(connection, frame);
  }

  /** Takes what a client sends to others. */
  deliver(connection: Peer, frame: RealtimeClientMessage | RealtimeClientNotification): Promise<void> | undefined {
    return this.#caughtUp(() => this.#messages.deliver(connection, frame));
  }

  closeAll(name: CloseName, times: { readonly delayMs?: number; readonly windowMs?: number } = {}): void {
    for (const connection of this.connections) connection.close(name, times);
  }

  /** Ends all connections and hears no more of the world. */
  end(): void {
    this.#unhear();
    for (const connection of this.connections) connection.goAway();
    this.#board.clear();
  }

  #follow(commit: Commit): void {
    if (commit.restored) return this.#loseState();
    if (this.connections.size === 0 && this.topics.size === 0) return;
    const touched = touchedBy(commit);
    const connections = touched ? this.#roster.of(touched) : [];
    const topics = touched ? this.#board.of(touched) : [];
    // What came before belongs to whoever had the right to it then.
    for (const connection of connections) this.delivery.flushTo(connection);
    for (const topic of topics) this.delivery.flush(topic);
    for (const { userId, organizationId } of begunIn(commit)) for (const { history } of this.#board.ofOrganization(organizationId)) history.beginFor(userId);
    // Judged before its events are taken, for these may be sent at once: who has lost a right by the commit is not told of it.
    for (const connection of connections) this.judge.judgeAnew(connection);
    for (const topic of topics) {
      for (const subscription of topic.subscribers) {
        subscription.rights = undefined;
        this.judge.rightsOf(subscription);
      }
    }
    for (const event of commit.events as readonly EventEnvelope[]) this.delivery.take(event, routesOf(this.#options.world.read, event, commit), commit.at);
  }

  /** The state was replaced: what clients know of it is worth nothing. */
  #loseState(): void {
    // In this order: a topic that is left waits for who comes back, and nobody comes back to one that is off the board.
    this.closeAll("state_lost");
    this.#board.clear();
    this.delivery.clear();
  }

  /** Something about a connection is another. */
  changed(): void {
    this.room.changed();
  }

  #caughtUp(work: () => void): Promise<void> | undefined {
    const { catchUp } = this.#options;
    if (catchUp) return catchUp().then(work);
    work();
    return undefined;
  }
}
