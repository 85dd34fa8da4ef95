import type { ErrorCode, RealtimeClientAuthentication, RealtimeClientFrame, RealtimePrincipal, RealtimeServerFrame } from "@plinto/spec";
import type { SocketPrincipal } from "../domain/realtime/table.ts";
import { closeCodes, subprotocol } from "../generated/realtime.ts";
import { formatTimestamp } from "../kernel/timestamp.ts";
import type { HeardTopic } from "./any-socket.ts";
import type { CloseName } from "./close.ts";
import type { ConnectionHub } from "./connection-hub.ts";
import type { EarlyCredential } from "./early-credential.ts";
import { FrameRate } from "./frame-rate.ts";
import { Heartbeat } from "./heartbeat.ts";
import { limits } from "./limits.ts";
import { Outbox } from "./outbox.ts";
import { readFrame } from "./read-frame.ts";
import { SocketCredential } from "./socket-credential.ts";
import { socketLimits } from "./socket-limits.ts";
import type { SocketPort, SocketReceiver } from "./socket-port.ts";
import type { Peer, Subscription } from "./topic.ts";
import type { Asker } from "./topic-rights.ts";

type AuthenticationWork = Omit<RealtimeClientAuthentication, "id"> & { readonly id: string | null };

/** One socket: who it speaks for, its heartbeat, and the order of its frames. Topics are the hub's. */
export class Connection implements SocketReceiver, Peer {
  readonly id: string;
  readonly protocol: typeof subprotocol = subprotocol;
  readonly openedAt: number;
  readonly outbox: Outbox;
  readonly subscriptions: Map<string, Subscription> = new Map();
  readonly #hub: ConnectionHub;
  readonly #port: SocketPort;
  readonly #rate: FrameRate;
  readonly #heartbeat: Heartbeat;
  readonly #frames: (AuthenticationWork | RealtimeClientFrame)[] = [];
  #state: "authenticating" | "open" | "draining" | "closed" = "authenticating";
  #isBusy = false;
  readonly #credential: SocketCredential;
  #endOpening: () => void = () => {};
  #endDrain: () => void = () => {};

  constructor(hub: ConnectionHub, id: string, port: SocketPort, address: string | null, early: EarlyCredential | undefined) {
    this.#hub = hub;
    this.#port = port;
    this.id = id;
    this.#credential = new SocketCredential(hub.grounds, address, (why) => this.close(why === "version_unsupported" ? "protocol_unsupported" : why));
    this.openedAt = hub.clock.now();
    this.outbox = new Outbox(port);
    this.#rate = new FrameRate(hub.stopwatch());
    this.#heartbeat = new Heartbeat({ clock: hub.clock, outbox: this.outbox, ask: () => this.#ask(), dead: () => this.close("unresponsive") });
    const { frameBytes, framesPerSecond, unacknowledgedEvents } = limits;
    const { subscriptions, bufferedBytes, heartbeatMs, authenticateMs } = socketLimits;
    this.send({
      kind: "connection",
      connectionId: id,
      protocol: 1,
      serverTime: formatTimestamp(this.openedAt),
      heartbeatSeconds: heartbeatMs / 1000,
      deadSeconds: limits.deadMs / 1000,
      limits: { frameBytes, framesPerSecond, subscriptions, unacknowledgedEvents, bufferedBytes },
    });
    this.#endOpening = hub.clock.setTimeout(() => this.close("unauthenticated"), authenticateMs, { background: true });
    if (early) this.#take({ kind: "authentication", id: null, ...early });
  }

  /** Who it speaks for; nobody yet while it authenticates. */
  get principal(): SocketPrincipal | undefined {
    return this.#credential.principal;
  }

  get asker(): Asker {
    return this.#credential.asker;
  }

  get state(): "authenticating" | "open" | "draining" | "closed" {
    return this.#state;
  }

  get #isOver(): boolean {
    return this.#state === "closed";
  }

  get listensTo(): readonly HeardTopic[] {
    return [...this.subscriptions.values()].map(({ topic, sent }) => ({ topic: topic.address, offset: sent }));
  }

  receive(data: unknown): void {
    if (this.#state === "closed") return;
    try {
      this.#read(data);
    } catch {
      this.#break();
    }
  }

  lost(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#frames.length = 0;
    this.#endOpening();
    this.#endDrain();
    this.#credential.leave();
    this.#heartbeat.end();
    this.#hub.gone(this);
  }

  send(frame: RealtimeServerFrame): void {
    if (this.#state !== "closed") this.outbox.send(JSON.stringify(frame));
  }

  /** Answers a frame by an error; the connection goes on. */
  refuse(id: string | null, code: ErrorCode, message: string): void {
    this.send({ kind: "error", id, code, message });
  }

  close(name: CloseName, times: { readonly delayMs?: number; readonly windowMs?: number } = {}): void {
    if (this.#state === "closed") return;
    this.#port.close(closeCodes[name], JSON.stringify({ code: name, ...times }));
    this.lost();
  }

  /** Ends as a lost network does. */
  drop(): void {
    this.#port.drop();
    this.lost();
  }

  goAway(): void {
    this.close("drain", { delayMs: 0, windowMs: socketLimits.drainWindowMs });
  }

  expire(): void {
    this.close("credential_expired");
  }

  isStillGood(): boolean {
    return this.#credential.isStillGood();
  }

  /** Says that the server goes away, and goes when the time is over. */
  drain(delayMs: number, windowMs: number): void {
    if (this.#state !== "open") return this.close("drain", { delayMs, windowMs });
    this.#state = "draining";
    this.#hub.changed();
    this.send({ kind: "drain", delayMs, windowMs });
    this.#endDrain = this.#hub.clock.setTimeout(() => this.close("drain", { delayMs: 0, windowMs: 0 }), delayMs + windowMs, { background: true });
  }

  #read(data: unknown): void {
    const read = readFrame(data);
    if ("tooLarge" in read) return this.close("frame_too_large");
    const rate = this.#rate.count(this.#hub.stopwatch());
    if (rate === "flood") return this.close("rate");
    if (rate === "refused") {
      const id = "frame" in read ? idOf(read.frame) : read.id;
      return this.send({ kind: "error", id, code: "rate_limited", message: "Send fewer frames.", retryAfterMs: this.#rate.retryAfterMs });
    }
    if ("fault" in read) {
      this.refuse(read.id, "validation_failed", read.fault);
      return this.close("bad_frame");
    }
    this.#take(read.frame);
  }

  /** What went wrong here is a bug, and this client's alone to bear: the others are served. */
  #break(): void {
    if (this.#state === "closed") return;
    this.#port.close(1011, '{"code":"internal_error"}');
    this.lost();
  }

  #take(frame: AuthenticationWork | RealtimeClientFrame): void {
    this.#frames.push(frame);
    if (!this.#isBusy) this.#run();
  }

  /** One frame after the other: what is sent right after a token counts when the token was read. */
  #run(): void {
    this.#isBusy = false;
    for (let frame = this.#frames.shift(); frame !== undefined; frame = this.#frames.shift()) {
      const work = this.#handle(frame);
      if (!work) continue;
      this.#isBusy = true;
      this.#hub.clock.hold(work.then(() => this.#run()).catch(() => this.#break()));
      return;
    }
  }

  #handle(frame: AuthenticationWork | RealtimeClientFrame): Promise<void> | undefined {
    if (frame.kind === "authentication") return this.#authenticate(frame);
    if (!this.principal) {
      this.close("unauthenticated");
      return undefined;
    }
    switch (frame.kind) {
      case "subscription":
        return this.#hub.subscribe(this, frame);
      case "unsubscription":
        this.#hub.unsubscribe(this, frame);
        return undefined;
      case "message":
      case "notification":
        return this.#hub.deliver(this, frame);
      case "ping":
        this.send({ kind: "pong", id: frame.id, serverTime: formatTimestamp(this.#hub.clock.now()) });
        return undefined;
      case "pong":
        this.#heartbeat.heard();
        for (const { topic, epoch, offset } of frame.positions) this.subscriptions.get(topic)?.acknowledge(epoch, offset);
        return undefined;
    }
  }

  async #authenticate({ id, token, ticket }: AuthenticationWork): Promise<void> {
    const before = this.principal;
    if (before && ticket !== undefined) return this.refuse(id, "validation_failed", "Tickets do not renew. Send an access token.");
    const { credentials } = this.#hub;
    if (!(await this.#credential.take(() => (token === undefined ? credentials.takeTicket(ticket!) : credentials.readToken(token))))) return;
    this.#endOpening();
    if (!before) {
      this.#state = "open";
      this.#hub.opened(this);
      this.#heartbeat.begin();
    }
    this.send({ kind: "authentication", id, principal: shownPrincipal(this.principal!), ...this.#credential.expiry });
    if (before) this.#hub.judge.judgeAnew(this);
  }

  #ask(): boolean {
    this.#hub.judge.judgeAnew(this);
    if (this.#isOver) return false;
    this.#hub.delivery.bringUpToDate(this);
    this.send({
      kind: "ping",
      positions: [...this.subscriptions.values()].map(({ topic, sent }) => ({ topic: topic.address.text, epoch: topic.history.epoch, offset: sent })),
    });
    return !this.#isOver;
  }
}

/** Who somebody is to others. */
export function shownPrincipal(principal: SocketPrincipal): RealtimePrincipal {
  return principal.kind === "user" ? { type: "user", id: principal.userId } : { type: "environment_key", id: principal.keyId };
}

function idOf(frame: RealtimeClientFrame): string | null {
  return "id" in frame ? frame.id : null;
}
