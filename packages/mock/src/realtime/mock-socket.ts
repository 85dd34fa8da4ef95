import type { SocketReceiver, Handshake, SocketRequest } from "./socket-port.ts";

/** Opens a socket to the mock at an address. Nothing when no world of the mock is there. */
export type OpenSocket = (url: URL, request: SocketRequest) => Promise<Handshake>;

/** A `WebSocket` that leads to a mock without a network. */
export interface MockWebSocket extends EventTarget {
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
  readonly url: string;
  readonly protocol: string;
  readonly extensions: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  binaryType: BinaryType;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: Event) => void) | null;
  onclose: ((event: MockCloseEvent) => void) | null;
  send(data: string | ArrayBufferLike | ArrayBufferView): void;
  close(code?: number, reason?: string): void;
}

/** What `onclose` gets. */
export interface MockCloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** The constructor of {@link MockWebSocket}, in the form of the platform's. */
export interface MockWebSocketConstructor {
  new (url: string | URL, protocols?: string | string[]): MockWebSocket;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
}

/** Makes the class of sockets to a mock. As over a network, everything arrives later, and in order. */
export function socketClass(open: OpenSocket): MockWebSocketConstructor {
  return class extends InjectedSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;

    constructor(url: string | URL, protocols: string | string[] = []) {
      super(open, url, protocols);
    }
  };
}

class InjectedSocket extends EventTarget implements MockWebSocket {
  readonly url: string;
  readonly extensions = "";
  binaryType: BinaryType = "blob";
  onopen: MockWebSocket["onopen"] = null;
  onmessage: MockWebSocket["onmessage"] = null;
  onerror: MockWebSocket["onerror"] = null;
  onclose: MockWebSocket["onclose"] = null;
  #protocol = "";
  #readyState = 0;
  #receiver: SocketReceiver | undefined;

  constructor(open: OpenSocket, address: string | URL, protocols: string | string[]) {
    super();
    const url = new URL(address);
    if (!/^(?:ws|http)s?:$/.test(url.protocol)) throw new DOMException("The address of a socket begins with ws: or wss:.", "SyntaxError");
    if (url.hash !== "") throw new DOMException("The address of a socket has no fragment.", "SyntaxError");
    this.url = url.href.replace(/^http/, "ws");
    const offered = typeof protocols === "string" ? [protocols] : [...protocols];
    if (new Set(offered).size < offered.length || offered.some((one) => !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(one)))
      throw new DOMException("A subprotocol is a token, and none is offered twice.", "SyntaxError");
    const asked = open(new URL(this.url.replace(/^ws/, "http")), { protocols: offered, origin: null, address: null });
    asked.then(
      (handshake) => this.#begin(handshake),
      () => this.#fail(),
    );
  }

  // As the platform has them: on the class, and on what it makes.
  get CONNECTING(): 0 {
    return 0;
  }

  get OPEN(): 1 {
    return 1;
  }

  get CLOSING(): 2 {
    return 2;
  }

  get CLOSED(): 3 {
    return 3;
  }

  get protocol(): string {
    return this.#protocol;
  }

  get readyState(): number {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return 0;
  }

  send(data: string | ArrayBufferLike | ArrayBufferView): void {
    if (this.#readyState === 0) throw new DOMException("The socket is not open yet.", "InvalidStateError");
    if (this.#readyState === 1) queueMicrotask(() => this.#receiver?.receive(data));
  }

  close(code?: number, reason = ""): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999))
      throw new DOMException("A socket is closed with 1000, or a code from 3000 to 4999.", "InvalidAccessError");
    if (this.#readyState >= 2) return;
    const wasOpening = this.#readyState === 0;
    this.#readyState = 2;
    queueMicrotask(() => {
      this.#leave();
      if (wasOpening) this.#tell("error", new Event("error"));
      this.#end(wasOpening ? 1006 : (code ?? 1005), wasOpening ? "" : reason, !wasOpening);
    });
  }

  #begin(handshake: Handshake): void {
    if (this.#readyState !== 0) return;
    if (!handshake.ok) return this.#fail();
    this.#protocol = handshake.protocol;
    this.#readyState = 1;
    this.#tell("open", new Event("open"));
    if (this.#readyState !== 1) return;
    this.#receiver = handshake.attach({
      send: (text) => queueMicrotask(() => this.#readyState === 1 && this.#tell("message", new MessageEvent("message", { data: text }))),
      close: (code, reason) => queueMicrotask(() => this.#end(code, reason, true)),
      drop: () => queueMicrotask(() => this.#fail()),
      bufferedAmount: 0,
    });
  }

  #fail(): void {
    if (this.#readyState === 3) return;
    this.#leave();
    this.#readyState = 2;
    this.#tell("error", new Event("error"));
    this.#end(1006, "", false);
  }

  #leave(): void {
    const receiver = this.#receiver;
    this.#receiver = undefined;
    receiver?.lost();
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.#readyState === 3) return;
    this.#receiver = undefined;
    this.#readyState = 3;
    this.#tell("close", Object.assign(new Event("close"), { code, reason, wasClean }));
  }

  #tell(type: "open" | "message" | "error" | "close", event: Event): void {
    const listener = this[`on${type}`] as ((event: Event) => void) | null;
    if (listener) this.addEventListener(type, listener, { once: true });
    try {
      this.dispatchEvent(event);
    } finally {
      if (listener) this.removeEventListener(type, listener);
    }
  }
}
