import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { operationTable } from "../generated/operation-table.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { AnySocket, HeardTopic } from "../realtime/any-socket.ts";
import { FrameRate } from "../realtime/frame-rate.ts";
import { Heartbeat } from "../realtime/heartbeat.ts";
import { Outbox } from "../realtime/outbox.ts";
import { byteLength } from "../realtime/read-frame.ts";
import { SocketCredential, type CredentialExpiry } from "../realtime/socket-credential.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import type { SocketPort, SocketReceiver } from "../realtime/socket-port.ts";
import type { Asker } from "../realtime/topic-rights.ts";
import type { Hearing } from "./hearing.ts";
import { limits } from "./limits.ts";
import { headOf, type MessageHead } from "./message-head.ts";
import type { GraphqlHost } from "./port.ts";
import type { Places } from "./places.ts";
import { closeCodes, closeReason, type CloseName } from "./socket-close.ts";
import { topicOf } from "./socket-events.ts";
import { headersOf } from "./socket-headers.ts";

/** What the protocol's own engine is to a socket. */
export interface Protocol {
  /** Takes a message. `isLong` work lives as long as a subscription. */
  receive(text: string, head: MessageHead): { readonly work: Promise<void>; readonly isLong: boolean };
  gone(): void;
}

type Params = Readonly<Record<string, unknown>>;

/** What a socket has behind it. */
export interface SocketHome {
  readonly places: Places;
  /** The socket has said who it speaks for. */
  named(socket: GraphqlSocket): void;
  /** The socket is over. */
  left(socket: GraphqlSocket): void;
  /** Where history stands. */
  place(): string | undefined;
}

/** One socket: who it speaks for, its heartbeat and its end. The messages are the protocol's. */
export class GraphqlSocket implements SocketReceiver, AnySocket {
  readonly id: string;
  readonly protocol = "graphql-transport-ws";
  readonly openedAt: number;
  readonly outbox: Outbox;
  readonly address: string | null;
  readonly #host: GraphqlHost;
  readonly #port: SocketPort;
  readonly #rate: FrameRate;
  readonly #subscriptions = new Set<Hearing>();
  readonly #heartbeat: Heartbeat;
  readonly #home: SocketHome;
  #protocol: Protocol | undefined;
  readonly #credential: SocketCredential;
  #headers: Readonly<Record<string, string>> = {};
  #isOver = false;
  #endOpening: () => void;

  constructor(host: GraphqlHost, port: SocketPort, address: string | null, home: SocketHome) {
    this.#host = host;
    this.#port = port;
    this.address = address;
    this.#home = home;
    this.id = host.room.nextId("con");
    this.openedAt = host.world.clock.now();
    this.outbox = new Outbox(port);
    this.#rate = new FrameRate(host.stopwatch(), limits.framesAtOnce);
    this.#heartbeat = new Heartbeat({ clock: host.world.clock, outbox: this.outbox, ask: () => this.#ask(), dead: () => this.drop() });
    this.#credential = new SocketCredential(host, address, (why) => this.close(why === "forbidden" || why === "ticket_invalid" ? "credential_invalid" : why));
    this.#endOpening = host.world.clock.setTimeout(() => this.close("init_timeout"), socketLimits.authenticateMs, { background: true });
    host.room.add(this);
  }

  get principal(): SocketPrincipal | undefined {
    return this.#credential.principal;
  }

  get asker(): Asker {
    return this.#credential.asker;
  }

  get state(): AnySocket["state"] {
    if (this.#isOver) return "closed";
    return this.principal ? "open" : "authenticating";
  }

  get subscriptions(): ReadonlySet<Hearing> {
    return this.#subscriptions;
  }

  get listensTo(): readonly HeardTopic[] {
    return [...this.#subscriptions].map(({ interest }) => ({ topic: topicOf(interest), offset: null }));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Spells places in history for its client. */
  get places(): Places {
    return this.#home.places;
  }

  /** Where history stands, so that its client can go on after it; nothing while it was not told everything that came before. */
  get place(): string | undefined {
    return [...this.#subscriptions].every(({ isUpToDate }) => isUpToDate) ? this.#home.place() : undefined;
  }

  /** What a call inside this socket looks like. */
  get exchange(): Exchange {
    const headers = this.#headers;
    const { method, path } = operationTable.graphql;
    return { method, path, search: "", header: (name) => headers[name] ?? null, text: () => "", address: this.address };
  }

  begin(protocol: Protocol): void {
    this.#protocol = protocol;
  }

  receive(data: unknown): void {
    if (this.#isOver) return;
    if (typeof data !== "string" || byteLength(data, limits.frameBytes) > limits.frameBytes) return this.close("bad_request");
    const head = headOf(data);
    // One answer to what was asked is no flood, however fast a test's clock asks.
    const isAnswer = head.type === "pong" && this.#heartbeat.heard();
    if (!isAnswer && this.#rate.count(this.#host.stopwatch()) !== "passed") return this.close("rate");
    let taken: ReturnType<Protocol["receive"]>;
    try {
      taken = this.#protocol!.receive(data, head);
    } catch {
      return this.close("internal_error");
    }
    const { work, isLong } = taken;
    const settled = work.catch(() => this.close("internal_error"));
    // Time that a test moves waits for what is being answered, and not for what lasts.
    if (!isLong) this.#host.world.clock.hold(settled);
  }

  lost(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#endOpening();
    this.#credential.leave();
    this.#heartbeat.end();
    for (const listening of this.#subscriptions) listening.end();
    this.#protocol?.gone();
    this.#host.room.delete(this);
    this.#home.left(this);
  }

  send(text: string): void {
    if (this.#isOver) return;
    if (this.outbox.bufferedAmount > socketLimits.bufferedBytes) return this.close("slow_consumer");
    this.outbox.send(text);
  }

  close(name: CloseName): void {
    this.end(closeCodes[name], closeReason(name));
  }

  /** Begins to listen to something. */
  hear(listening: Hearing): void {
    this.#subscriptions.add(listening);
    this.#host.room.listens(this, topicOf(listening.interest));
  }

  unhear(listening: Hearing): void {
    if (this.#subscriptions.delete(listening)) this.#host.room.leaves(this, topicOf(listening.interest));
  }

  drop(): void {
    if (this.#isOver) return;
    this.#port.drop();
    this.lost();
  }

  expire(): void {
    this.close("credential_expired");
  }

  goAway(): void {
    this.drain(0, socketLimits.drainWindowMs);
  }

  /** The protocol has no frame for it: the socket is closed at once, and its client comes back when the reason says. */
  drain(delayMs: number, windowMs: number): void {
    this.end(closeCodes.drain, closeReason("drain", { delayMs, windowMs }));
  }

  /** Closes with a code of the protocol. */
  end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#port.close(code, reason);
    this.lost();
  }

  /** Takes the credential of a client that begins. @returns what it is told, or nothing when it was refused */
  async open(params: Params | undefined): Promise<CredentialExpiry | undefined> {
    this.#endOpening();
    if (!(await this.#take(headersOf(params)))) return undefined;
    this.#home.named(this);
    this.#host.room.changed();
    this.#heartbeat.begin();
    return this.#credential.expiry;
  }

  /** Takes another credential of the same caller. @returns what it is told, or nothing when it was refused */
  async renew(authorization: string): Promise<CredentialExpiry | undefined> {
    if (!this.principal) this.close("unauthenticated");
    if (this.#isOver || !(await this.#take({ ...this.#headers, authorization }))) return undefined;
    this.judgeAnew();
    return this.#isOver ? undefined : this.#credential.expiry;
  }

  /** Judges the credential and everything that is listened to anew. */
  judgeAnew(): void {
    if (!this.principal || this.#isOver || !this.#credential.isStillGood()) return;
    for (const listening of this.#subscriptions) listening.judgeAnew();
  }

  async #take(headers: Readonly<Record<string, string>>): Promise<boolean> {
    const isTaken = await this.#credential.take(() => this.#host.authenticate({ header: (name) => headers[name] ?? null }));
    if (isTaken) this.#headers = headers;
    return isTaken;
  }

  #ask(): boolean {
    this.judgeAnew();
    // A client that was told everything goes on from here: what nobody listens to must not make a gap.
    const cursor = this.place;
    this.send(JSON.stringify({ type: "ping", ...(cursor !== undefined && { payload: { cursor } }) }));
    return !this.#isOver;
  }
}
