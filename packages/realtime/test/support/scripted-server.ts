/** A server of the sockets, written from spec/realtime.md: it follows the protocol, and breaks it where a test says so. */

import type { Event, RealtimeClientFrame, RealtimeServerFrame, RealtimeServerSubscription } from "@plinto/spec";
import type { Socket, SocketConstructor } from "../../src/ports.ts";

interface Topic {
  epoch: string;
  /** The offset of the newest event. */
  offset: number;
  /** Events that history still has. */
  history: { offset: number; event: Event; visible: boolean }[];
  /** The offset before the first that history has. */
  floor: number;
}

/** An event for tests; `n` makes it unlike others. */
export const eventNumber = (n: number, type: string = "member.added"): Event =>
  ({ id: `evt_${n}`, type, version: 1, organizationId: "org_1", sequence: n, data: { n } }) as unknown as Event;

export class ScriptedServer {
  readonly connections: ServerConnection[] = [];
  readonly topics = new Map<string, Topic>();
  /** What a credential is worth: seconds to live (null: for ever), or the code of the close. */
  judge: (token: string) => { expiresInSeconds: number | null } | { close: number } = () => ({ expiresInSeconds: null });
  /** The error code for a subscription that is refused. */
  refuse: (topic: string) => { code: string; retryAfterMs?: number } | undefined = () => undefined;
  /** Whether frames arrive by themselves; else a test delivers them. */
  flows = true;
  /** Whether new connections fail. */
  isDown = false;
  #epochs = 0;

  /** The constructor for the client. */
  get WebSocket(): SocketConstructor {
    return socketOf(this);
  }

  /** The newest connection. */
  get last(): ServerConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error("The client has opened no connection");
    return connection;
  }

  topic(name: string): Topic {
    const known = this.topics.get(name);
    if (known) return known;
    const topic = { epoch: `e${++this.#epochs}`, offset: 0, history: [], floor: 0 };
    this.topics.set(name, topic);
    return topic;
  }

  /** Something happened. `visible`: whether the subscriber may read it. */
  publish(name: string, event: Event, visible = true): void {
    const topic = this.topic(name);
    topic.offset++;
    topic.history.push({ offset: topic.offset, event, visible });
    for (const connection of this.connections) connection.pass(name);
  }

  /** History forgets all but the last `kept` events. */
  truncate(name: string, kept = 0): void {
    const topic = this.topic(name);
    topic.history = kept === 0 ? [] : topic.history.slice(-kept);
    topic.floor = (topic.history[0]?.offset ?? topic.offset + 1) - 1;
  }

  /** The offsets start anew: every connection ends, as a restart does. */
  resetEpoch(name: string): void {
    const topic = this.topic(name);
    Object.assign(topic, { epoch: `e${++this.#epochs}`, offset: 0, history: [], floor: 0 });
    for (const connection of this.connections) connection.places.delete(name);
  }
}

/** Sockets that lead to this server. */
const socketOf = (server: ScriptedServer): SocketConstructor =>
  class implements Socket {
    onmessage: Socket["onmessage"] = null;
    onclose: Socket["onclose"] = null;
    onerror: Socket["onerror"] = null;
    readonly #connection: ServerConnection;

    constructor(url: string, protocols: string[]) {
      this.#connection = new ServerConnection(server, this, url, protocols);
      server.connections.push(this.#connection);
      this.#connection.begin();
    }

    send(data: string): void {
      this.#connection.take(JSON.parse(data) as RealtimeClientFrame);
    }

    close(code = 1005): void {
      this.#connection.leftWith(code);
    }
  };

export class ServerConnection {
  /** What the client sent. */
  readonly received: RealtimeClientFrame[] = [];
  /** What has not arrived yet. */
  readonly out: RealtimeServerFrame[] = [];
  /** Topic → offset up to which everything was sent. */
  readonly places = new Map<string, number>();
  /** Subscription answers that arrived while it was the answer to the last question. */
  readonly begun: RealtimeServerSubscription[] = [];
  isAuthenticated = false;
  /** How the client left, or the server closed. */
  closed: number | undefined;
  readonly #server: ScriptedServer;
  readonly #socket: Socket;
  readonly url: string;
  readonly protocols: string[];

  constructor(server: ScriptedServer, socket: Socket, url: string, protocols: string[]) {
    this.#server = server;
    this.#socket = socket;
    this.url = url;
    this.protocols = protocols;
  }

  begin(): void {
    if (this.#server.isDown) {
      queueMicrotask(() => this.close(1006));
      return;
    }
    this.send({
      kind: "connection",
      connectionId: "con_1",
      protocol: 1,
      serverTime: "2030-01-01T00:00:00.000Z",
      heartbeatSeconds: 25,
      deadSeconds: 33,
      limits: { frameBytes: 65_536, framesPerSecond: 50, subscriptions: 100, unacknowledgedEvents: 1_000, bufferedBytes: 1_048_576 },
    });
  }

  /** Frames of this kind that the client sent. */
  got<Kind extends RealtimeClientFrame["kind"]>(kind: Kind): Extract<RealtimeClientFrame, { kind: Kind }>[] {
    return this.received.filter((frame) => frame.kind === kind) as Extract<RealtimeClientFrame, { kind: Kind }>[];
  }

  /** Puts a frame on its way. */
  send(frame: RealtimeServerFrame): void {
    if (this.closed !== undefined) return;
    this.out.push(frame);
    if (this.#server.flows) queueMicrotask(() => this.deliver());
  }

  /** Lets frames arrive; all by default. */
  deliver(count: number = this.out.length): void {
    for (let n = 0; n < count; n++) {
      const frame = this.out.shift();
      if (!frame || this.closed !== undefined) return;
      if (frame.kind === "subscription" && this.got("subscription").findLast(({ topic }) => topic === frame.topic)?.id === frame.id) this.begun.push(frame);
      this.#socket.onmessage?.({ data: JSON.stringify(frame) });
    }
  }

  /** The server's close, or that of the network. */
  close(code: number, hint?: object): void {
    if (this.closed !== undefined) return;
    this.closed = code;
    this.#socket.onclose?.({ code, reason: hint ? JSON.stringify(hint) : "" });
  }

  leftWith(code: number): void {
    this.closed ??= code;
  }

  /** The heartbeat. */
  ping(): void {
    const positions = [...this.places].map(([topic, offset]) => ({ topic, epoch: this.#server.topic(topic).epoch, offset }));
    this.send({ kind: "ping", positions });
  }

  /** Sends what the topic has beyond this connection's place. */
  pass(name: string): void {
    const from = this.places.get(name);
    if (from === undefined || this.closed !== undefined) return;
    const { epoch, offset: to, history } = this.#server.topic(name);
    if (to <= from) return;
    const events = history.filter(({ offset, visible }) => offset > from && visible).map(({ offset, event }) => ({ offset, event }));
    this.places.set(name, to);
    this.send({ kind: "events", topic: name, epoch, from, to, events });
  }

  take(frame: RealtimeClientFrame): void {
    if (this.closed !== undefined) throw new Error("The client sent on a closed connection");
    this.received.push(frame);
    if (frame.kind === "authentication") this.#authenticate(frame.id, frame.token ?? "");
    else if (!this.isAuthenticated) this.close(4001, { code: "unauthenticated" });
    else if (frame.kind === "subscription") this.#subscribe(frame);
    else if (frame.kind === "unsubscription") {
      this.places.delete(frame.topic);
      this.send({ kind: "unsubscription", id: frame.id, topic: frame.topic, reason: "requested" });
    } else if (frame.kind === "ping") this.send({ kind: "pong", id: frame.id, serverTime: "2030-01-01T00:00:00.000Z" });
    else if (frame.kind === "message" || frame.kind === "notification") this.send({ kind: frame.kind, id: frame.id, messageId: `rtm_${frame.id}` });
  }

  #authenticate(id: string, token: string): void {
    const verdict = this.#server.judge(token);
    if ("close" in verdict) {
      queueMicrotask(() => this.close(verdict.close, {}));
      return;
    }
    this.isAuthenticated = true;
    const { expiresInSeconds } = verdict;
    this.send({
      kind: "authentication",
      id,
      principal: { type: "user", id: "usr_1" },
      expiresAt: expiresInSeconds === null ? null : "2030-01-01T00:05:00.000Z",
      expiresInSeconds,
    });
  }

  #subscribe({ id, topic: name, epoch, offset }: Extract<RealtimeClientFrame, { kind: "subscription" }>): void {
    const refusal = this.#server.refuse(name);
    if (refusal) return this.send({ kind: "error", id, message: "Refused", ...refusal });
    const topic = this.#server.topic(name);
    const recovered = epoch === topic.epoch && offset !== undefined && offset >= topic.floor && offset <= topic.offset;
    const place = recovered ? offset : topic.offset;
    this.places.set(name, place);
    this.send({ kind: "subscription", id, topic: name, epoch: topic.epoch, offset: place, recovered });
    this.pass(name);
  }
}
