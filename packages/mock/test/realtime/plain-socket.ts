import type { RealtimeClientFrame, RealtimeServerEvents, RealtimeServerFrame } from "@plinto/spec";
import { createMock, type Mock, type MockOptions, type MockWebSocketConstructor } from "../../src/index.ts";

/** How a socket ended. */
export interface Ending {
  readonly code: number;
  readonly name: string;
}

type FrameOf<Kind extends RealtimeServerFrame["kind"]> = Extract<RealtimeServerFrame, { readonly kind: Kind }>;

/** A client of the protocol with nothing but a socket: it keeps what comes and answers nothing by itself. */
export class PlainSocket {
  readonly frames: RealtimeServerFrame[] = [];
  readonly socket: InstanceType<MockWebSocketConstructor>;
  ending: Ending | undefined;
  /** Whether it answers the heartbeat by itself, with the positions of the server. */
  answersPings = false;
  #wake: (() => void)[] = [];
  #read = 0;
  #ids = 0;

  constructor(url: string, WebSocket: MockWebSocketConstructor, protocols: readonly string[] = ["plinto.v1"]) {
    this.socket = new WebSocket(url, [...protocols]);
    this.socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data as string) as RealtimeServerFrame;
      this.frames.push(frame);
      if (frame.kind === "ping" && this.answersPings) this.send({ kind: "pong", positions: frame.positions });
      this.#rouse();
    };
    this.socket.onclose = ({ code, reason }) => {
      const name = reason.startsWith("{") ? (JSON.parse(reason) as { code: string }).code : reason;
      this.ending = { code, name };
      this.#rouse();
    };
  }

  /** How the socket ends. @throws Error when it goes on */
  get ended(): Promise<Ending> {
    return this.#end();
  }

  send(frame: RealtimeClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  sendText(text: string | Uint8Array): void {
    this.socket.send(text);
  }

  /** An id for a frame. */
  id(): string {
    this.#ids += 1;
    return String(this.#ids);
  }

  /** The next frame that fits and was not waited for yet. @throws Error when the socket ends before */
  async next<Kind extends RealtimeServerFrame["kind"]>(kind: Kind, fits: (frame: FrameOf<Kind>) => boolean = () => true): Promise<FrameOf<Kind>> {
    for (;;) {
      while (this.#read < this.frames.length) {
        const frame = this.frames[this.#read]!;
        this.#read += 1;
        if (frame.kind === kind && fits(frame as FrameOf<Kind>)) return frame as FrameOf<Kind>;
      }
      if (this.ending) throw new Error(`The socket ended with ${this.ending.code} ${this.ending.name} before a frame ${kind} came`);
      await this.#news(`a frame ${kind}`);
    }
  }

  /** The next answer to a subscription. */
  async answer(id: string): Promise<FrameOf<"subscription"> | FrameOf<"error">> {
    const before = this.frames.length;
    for (;;) {
      const found = this.frames.slice(before).find((frame) => (frame.kind === "subscription" || frame.kind === "error") && frame.id === id);
      if (found) return found as FrameOf<"subscription"> | FrameOf<"error">;
      await this.#news("an answer");
    }
  }

  async authenticate(credential: { readonly token: string } | { readonly ticket: string }): Promise<FrameOf<"authentication">> {
    await this.next("connection");
    this.send({ kind: "authentication", id: this.id(), ...credential });
    return this.next("authentication");
  }

  async subscribe(topic: string, position: { readonly epoch?: string; readonly offset?: number } = {}): Promise<FrameOf<"subscription">> {
    const id = this.id();
    this.send({ kind: "subscription", id, topic, ...position });
    return this.next("subscription", (frame) => frame.id === id);
  }

  /** Sends a frame that is refused, and gives the code. */
  async refusal(frame: RealtimeClientFrame): Promise<string> {
    this.send(frame);
    return (await this.next("error")).code;
  }

  /** All events so far, in the order in which they came. */
  events(topic: string): RealtimeServerEvents["events"] {
    return this.frames.flatMap((frame) => (frame.kind === "events" && frame.topic === topic ? frame.events : []));
  }

  async #end(): Promise<Ending> {
    while (!this.ending) await this.#news("an end");
    return this.ending;
  }

  /** Resolves when anything has come. @throws Error after silence, which says more than a test that runs out of time */
  #news(awaited: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const kinds = (): string => this.frames.map(({ kind }) => kind).join(", ");
      const silence = setTimeout(() => reject(new Error(`Nothing has come for three seconds, and ${awaited} was awaited. Before: ${kinds()}`)), 3_000);
      this.#wake.push(() => {
        clearTimeout(silence);
        resolve();
      });
    });
  }

  #rouse(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** An access token of a person of the seed. */
export async function tokenOf(mock: Mock, person: string): Promise<string> {
  const users = mock.seed.users as Readonly<Record<string, { email: string; password: string }>>;
  const { email, password } = users[person]!;
  const response = await mock.fetch(`${mock.baseUrl}/v1/auth/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return ((await response.json()) as { session: { accessToken: string } }).session.accessToken;
}

/** A socket of a person of the seed, or of the environment's key, that is ready to subscribe. `url` where it goes over the network. */
export async function socketOf(mock: Mock, person: string | null, url?: string): Promise<PlainSocket> {
  const socket =
    url === undefined ? new PlainSocket(`${mock.baseUrl}/v1/ws`, mock.WebSocket) : new PlainSocket(`${url.replace("http", "ws")}/v1/ws`, WebSocket as never);
  await socket.authenticate({ token: person === null ? mock.keys.secretKey : await tokenOf(mock, person) });
  return socket;
}

/** A call by the environment's key. */
export async function ask(mock: Mock, method: string, path: string, body?: object, organizationId?: string): Promise<Record<string, unknown>> {
  const response = await mock.fetch(`${mock.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${mock.keys.secretKey}`,
      "content-type": "application/json",
      ...(organizationId !== undefined && { "plinto-organization": organizationId }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}

/** A mock with the demo tenant, and the ids that tests name. */
export interface Demo {
  readonly mock: Mock;
  readonly acme: string;
  readonly globex: string;
  readonly people: Readonly<Record<"ada" | "grace" | "bob" | "vera" | "olga" | "root", { readonly id: string; readonly email: string }>>;
}

/** Makes one. */
export async function demo(options: MockOptions<"acme"> = {}): Promise<Demo> {
  const mock = createMock(options);
  await mock.ready();
  const { users, organizations } = mock.seed;
  return { mock: mock as unknown as Mock, acme: organizations.acme.id, globex: organizations.globex.id, people: users };
}

/** Makes something happen in an organization. */
export async function happen({ mock }: Demo, organizationId: string, name: string): Promise<void> {
  await ask(mock, "POST", `/v1/organizations/${organizationId}/teams`, { name });
}
