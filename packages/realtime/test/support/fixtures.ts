/** A client over a scripted server, with clock, page and session of its own. */

import { type ChannelFactory, type Locks, type PlintoSession, type Random, createClient } from "@plinto/core";
import type { RealtimeSource } from "../../src/credential.ts";
import type { Page, PageSignal } from "../../src/ports.ts";
import { type Realtime, type RealtimeOptions, createRealtime } from "../../src/realtime.ts";
import { ManualClock } from "./manual-clock.ts";
import { ScriptedServer } from "./scripted-server.ts";

/** A page whose signals a test gives. */
export class ScriptedPage implements Page {
  visible = true;
  online = true;
  readonly #listeners = new Set<(signal: PageSignal) => void>();

  isVisible(): boolean {
    return this.visible;
  }

  isOnline(): boolean {
    return this.online;
  }

  subscribe(listener: (signal: PageSignal) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(signal: PageSignal): void {
    if (signal === "online" || signal === "offline") this.online = signal === "online";
    if (signal === "visible" || signal === "hidden") this.visible = signal === "visible";
    for (const listener of this.#listeners) listener(signal);
  }
}

/** A session whose tokens a test gives; each that is asked for is another. */
export class ScriptedSession {
  /** Every token that was given. */
  readonly tokens: string[] = [];
  /** What getToken does instead of giving one. */
  fault: (() => Promise<string | null>) | undefined;
  current: PlintoSession["current"];
  readonly #listeners = new Set<() => void>();

  constructor(userId: string | null = "usr_1") {
    this.current = userId === null ? null : who(userId);
  }

  getToken(): Promise<string | null> {
    if (this.fault) return this.fault();
    if (!this.current) return Promise.resolve(null);
    this.tokens.push(`token-${this.current.user.id}-${this.tokens.length + 1}`);
    return Promise.resolve(this.tokens.at(-1)!);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Somebody signs in, or out. */
  become(userId: string | null): void {
    this.current = userId === null ? null : who(userId);
    for (const listener of this.#listeners) listener();
  }
}

const who = (id: string): NonNullable<PlintoSession["current"]> => ({ id: `ses_${id}`, user: { id } }) as NonNullable<PlintoSession["current"]>;

/** Bytes that are always the same: half of every window. */
export const halfRandom: Random = { bytes: (length) => new Uint8Array(length).fill(128) };

export interface Fixture {
  readonly server: ScriptedServer;
  readonly clock: ManualClock;
  readonly page: ScriptedPage;
  readonly session: ScriptedSession;
  readonly source: RealtimeSource;
  /** Lines of the log. */
  readonly log: string[];
  /** Calls over HTTP. */
  readonly calls: string[];
  readonly realtime: Realtime;
}

export interface FixtureOptions extends RealtimeOptions {
  server?: ScriptedServer;
  clock?: ManualClock;
  page?: ScriptedPage;
  session?: ScriptedSession;
  random?: Random;
  locks?: Locks;
  channel?: ChannelFactory;
  /** Status of answers over HTTP. Default 200. */
  status?: () => number;
}

export function fixture(options: FixtureOptions = {}): Fixture {
  const {
    server = new ScriptedServer(),
    clock = new ManualClock(),
    page = new ScriptedPage(),
    session = new ScriptedSession(),
    random = halfRandom,
    locks,
    channel,
    status = () => 200,
    ...rest
  } = options;
  const log: string[] = [];
  const calls: string[] = [];
  const client = createClient({
    baseUrl: "https://api.test/w/one",
    clock,
    random,
    logger: { level: "debug", write: ({ message }) => log.push(message) },
    fetch: (url) => {
      calls.push(url);
      const ok = status() < 400;
      const body = ok ? {} : { status: status(), code: "session_revoked", title: "Ended", requestId: "req_1" };
      return Promise.resolve(Response.json(body, { status: status(), headers: { "content-type": ok ? "application/json" : "application/problem+json" } }));
    },
  });
  const source: RealtimeSource = {
    ...client,
    session: session as unknown as PlintoSession,
    transport: { ...client.transport, locks, channel, sessionStages: { sessionEffect: (_, next) => next(), authorize: (_, next) => next() } },
  };
  const realtime = createRealtime(source, { WebSocket: server.WebSocket, page, tabs: "own", ...rest });
  return { server, clock, page, session, source, log, calls, realtime };
}
