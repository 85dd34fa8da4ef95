import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import { ProblemError } from "../pipeline/problem.ts";
import type { AnySocket, HeardTopic } from "../realtime/any-socket.ts";
import { lossOf, refusalOf } from "../realtime/credential-loss.ts";
import { FrameRate } from "../realtime/frame-rate.ts";
import { Heartbeat } from "../realtime/heartbeat.ts";
import { Outbox } from "../realtime/outbox.ts";
import { byteLength } from "../realtime/read-frame.ts";
import { identityOf } from "../realtime/roster.ts";
import { socketLimits } from "../realtime/socket-limits.ts";
import type { SocketPort, SocketReceiver } from "../realtime/socket-port.ts";
import { stillGood, type Asker } from "../realtime/topic-rights.ts";
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
  /** The socket is over. */
  left(socket: GraphqlSocket): void;
  /** Where history stands, so that a client can go on after it. */
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
  #principal: SocketPrincipal | undefined;
  #headers: Readonly<Record<string, string>> = {};
  #isOver = false;
  #endOpening: () => void;
  #endCredential: () => void = () => {};

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
    this.#endOpening = this.#after(socketLimits.authenticateMs, () => this.close("init_timeout"));
    host.room.add(this);
  }

  get principal(): SocketPrincipal | undefined {
    return this.#principal;
  }

  get state(): AnySocket["state"] {
    if (this.#isOver) return "closed";
    return this.#principal ? "open" : "authenticating";
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

  /** What a call inside this socket looks like. */
  get exchange(): Exchange {
    const headers = this.#headers;
    return { method: "POST", path: "/v1/graphql", search: "", header: (name) => headers[name] ?? null, text: () => "", address: this.address };
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
    this.#endCredential();
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
  async open(params: Params | undefined): Promise<Record<string, unknown> | undefined> {
    this.#endOpening();
    this.#headers = headersOf(params);
    const principal = await this.#read(this.#headers["authorization"]);
    if (!principal || this.#isOver) return undefined;
    this.#take(principal);
    this.#host.room.changed();
    this.#heartbeat.begin();
    return this.#credentialNow();
  }

  /** Takes another credential of the same caller. @returns what it is told, or nothing when it was refused */
  async renew(authorization: string): Promise<Record<string, unknown> | undefined> {
    const before = this.#principal;
    const principal = await this.#read(authorization);
    if (!principal || this.#isOver) return undefined;
    if (!before || identityOf(before) !== identityOf(principal)) {
      this.close("principal_changed");
      return undefined;
    }
    this.#headers = { ...this.#headers, authorization };
    this.#take(principal);
    return this.#credentialNow();
  }

  get asker(): Asker {
    return { principal: this.#principal!, address: this.address, policies: this.#host.policies, now: this.#host.world.clock.now() };
  }

  /** Judges the credential and everything that is listened to anew. */
  judgeAnew(): void {
    if (!this.#principal || this.#isOver) return;
    try {
      stillGood(this.#host.world.read, this.asker);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return this.close(lossOf(error.problem.code) ?? "credential_revoked");
    }
    for (const listening of this.#subscriptions) listening.judgeAnew();
  }

  async #read(authorization: string | undefined): Promise<SocketPrincipal | undefined> {
    try {
      await this.#host.catchUp?.();
      const principal = await this.#host.authenticate(authorization ?? null);
      if (principal.kind === "user" || principal.kind === "environment") {
        stillGood(this.#host.world.read, { ...this.asker, principal });
        return principal;
      }
      this.close(principal.kind === "anonymous" ? "unauthenticated" : "credential_invalid");
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.close(refusalOf(error.problem.code));
    }
    return undefined;
  }

  #take(principal: SocketPrincipal): void {
    this.#principal = principal;
    this.#endCredential();
    if (principal.kind === "user")
      this.#endCredential = this.#after(principal.expiresAt * 1000 - this.#host.world.clock.now(), () => this.close("credential_expired"));
  }

  #credentialNow(): Record<string, unknown> {
    const principal = this.#principal!;
    if (principal.kind !== "user") return { expiresAt: null, expiresInSeconds: null };
    const left = principal.expiresAt * 1000 - this.#host.world.clock.now();
    return { expiresAt: formatTimestamp(principal.expiresAt * 1000), expiresInSeconds: Math.max(0, Math.floor(left / 1000)) };
  }

  #ask(): boolean {
    this.judgeAnew();
    // A client that was told everything goes on from here: what nobody listens to must not make a gap.
    const cursor = [...this.#subscriptions].every(({ isUpToDate }) => isUpToDate) ? this.#home.place() : undefined;
    this.send(JSON.stringify({ type: "ping", ...(cursor !== undefined && { payload: { cursor } }) }));
    return !this.#isOver;
  }

  #after(ms: number, fn: () => void): () => void {
    return this.#host.world.clock.setTimeout(fn, Math.max(0, ms), { background: true });
  }
}
